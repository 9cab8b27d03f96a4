// Shows a page that was fetched in the place of the one in view. The root is never compared across pages: the old one
// is taken out whole, and sleeps.

import { client } from "./client"
import { pathOf, type FetchedPage } from "./fetchpage"
import { applySheets, loadStyles, updateHead } from "./head"
import { isSameLayout, keepLayout, updateRegions } from "./layout"
import { document, native } from "./native"
import { leavePage } from "./pages"
import { addEntry, adoptEntry, enterEntry, finishEntry, markEntry } from "./scroll"
import type { PageSession } from "./sessions"
import { noteState } from "./state"

/** Classes of the root that show the state of the connection. */
const statusClasses = ["live-connected", "live-loading", "live-lost", "live-error"]

/** Makes root the one in view. It must be called inside of a change. */
export function replaceRoot(root: HTMLElement, page: PageSession) {
	const old = client.liveRoot
	for (const name of statusClasses) native(root).classList.toggle(name, native(old).classList.contains(name))
	native(root).ariaBusy = native(old).ariaBusy
	native(old).replaceWith(root)
	client.liveRoot = root
	client.page = page
}

/**
 * Shows a page that was fetched. It reports false if that needs a document, or if isCurrent has reported false
 * meanwhile.
 */
export async function showPage({ url, html, isPrivate }: FetchedPage, isHistory: boolean, replaces: boolean, isCurrent: () => boolean) {
	const sent = client.parse(html, document.documentElement) as HTMLElement
	const root = native(sent).querySelector<HTMLElement>("#live-root")
	const token = native(sent).querySelector<HTMLMetaElement>("head>meta[name=live-token]")?.content
	if (!root || !isSameLayout(sent)) return false
	await loadStyles(sent)
	if (!isCurrent()) return false

	const old = client.page
	client.flushAll()
	noteState(old)
	if (isHistory) enterEntry()
	else markEntry()
	document.adoptNode(root)
	client.changeRoots(() => {
		const page = client.addView(root, { token, viewURL: pathOf(url), isPrivate, sentMessages: native(sent).querySelector("#live-flash") })
		replaceRoot(root, page)
		if (!isHistory) addEntry(url.href, replaces)
		else {
			history.replaceState(history.state, "", url) // after redirects
			history.scrollRestoration = "manual"
			adoptEntry()
		}
		leavePage(old)
		if (client.isConnected()) client.openNext(page)
		else client.connect()
		updateRegions(sent)
		updateHead(sent, html)
		applySheets(sent)
		keepLayout(page, sent)
	})
	if (isHistory) finishEntry()
	return true
}
