// The module of the address: links that keep the view or lead to another page, and the browser's Back and Forward.

import type { NavigationModule } from "./address"
import { client, moduleScript } from "./client"
import { currentPath } from "./dom"
import { pageVersion } from "./fetchpage"
import { checkJoins } from "./joining"
import { updateGuard } from "./guard"
import { noteRegions } from "./layout"
import { isPatchClick, targetOf } from "./links"
import { resumePages } from "./pages"
import { followEntry, followURL, scrollToAnchor, setAddress } from "./params"
import { findBound } from "./path"
import { isPutBack } from "./restore"
import { cancelVisit } from "./running"
import { adoptEntry, beforeScroll, currentEntry, isOwnEntry, isShownEntry, recordScroll, releaseEntry, restoreScroll } from "./scroll"
import { visit, visitEntry } from "./visit"

/** Reports whether the current entry of the history is of the page in view. */
function isOwnAddress() {
	const entry = currentEntry()
	const { sessionID, viewURL } = client.page
	if (!pageVersion()) return true
	if (isOwnEntry(entry)) return entry.page === sessionID
	// Another document may have made it. Before the first navigation, all others belong to the first page.
	return !entry.doc && !sessionID || viewURL.split("?")[0] === currentPath().split("?")[0]
}

/** Follows the browser's Back and Forward. */
function handlePopState() {
	if (isPutBack()) return
	if (!isOwnAddress()) return visitEntry()
	cancelVisit(false)
	followEntry()
}

function handleClick(event: MouseEvent) {
	const link = findBound(event, "live-navigate")
	if (!(link instanceof HTMLAnchorElement) || !isPatchClick(link, event)) return
	const url = targetOf(link)
	const isAnchor = url.hash && url.href.split("#")[0] === location.href.split("#")[0]
	if (isAnchor) return
	const replaces = link.getAttribute("live-navigate") === "replace"
	client.dispatchBound(event, link, "live-navigate", true, ({ done }) => visit(url, replaces, "link", done))
}

addEventListener("click", handleClick)
addEventListener("keydown", ({ key, defaultPrevented }) => {
	if (key === "Escape" && !defaultPrevented) cancelVisit()
})
addEventListener("scroll", recordScroll, { passive: true })
addEventListener("pagehide", () => {
	cancelVisit(false)
	releaseEntry()
})
noteRegions()
updateGuard()
if (isShownEntry(currentEntry())) adoptEntry() // another document has made it

moduleScript.ownParts = {
	beforeUpdate: beforeScroll,
	afterChange() {
		checkJoins()
		updateGuard()
		queueMicrotask(restoreScroll) // after the focus
	},
	setAddress,
	scrollToAnchor,
	followURL,
	handlePopState,
	visit,
	resumePages,
} satisfies NavigationModule
