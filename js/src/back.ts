// Shows a page that sleeps as it was, without a request.

import { announceTitle, reportArrival } from "./arrive"
import { client } from "./client"
import { applySheets, updateHead } from "./head"
import { layoutOf, updateRegions } from "./layout"
import { leavePage, returnToPage } from "./pages"
import { enterEntry, finishEntry } from "./scroll"
import { sendAddress } from "./params"
import type { PageSession } from "./sessions"
import { noteState, restoreState } from "./state"
import { replaceRoot } from "./swap"
import { currentPath } from "./dom"

/** Shows page, whose entry is the current one, in the place of the page in view. */
export function wakePage(page: PageSession) {
	const old = client.page
	noteState(old)
	enterEntry()
	client.changeRoots(() => {
		replaceRoot(client.rootOf(page), page)
		returnToPage(page) // first: the server lets only a few sleep
		leavePage(old)
		updateRegions(layoutOf(page))
		updateHead(layoutOf(page))
		applySheets(layoutOf(page))
		restoreState(page)
	})
	client.handleHeld() // messages with effects have waited
	if (!client.isConnected()) client.connect()
	if (page.viewURL === currentPath()) finishEntry()
	else {
		page.viewURL = currentPath()
		sendAddress(finishEntry)
	}
	announceTitle()
	reportArrival()
}
