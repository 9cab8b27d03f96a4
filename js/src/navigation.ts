// The module of the address: links that keep the view, and the browser's Back and Forward.

import type { NavigationModule } from "./address"
import { client, moduleScript } from "./client"
import { currentPath } from "./dom"
import { document } from "./native"
import type { PageLoading } from "./progress"
import { beforeScroll, enterEntry, finishEntry, pushEntry, recordScroll, releaseEntry, restoreScroll } from "./scroll"

/** Changes the address to a path and query that the view shows already. */
function setAddress(path: string, replace: boolean) {
	const url = location.origin + path // relative to a base element, it may be of another origin
	if (replace || url === location.href) history.replaceState(history.state, "", url)
	else pushEntry(url)
	client.viewPath = currentPath()
}

function followURL({ pathname, search, hash }: URL, done?: () => void, replace = false) {
	client.flushAll()
	setAddress(pathname + search + hash, replace)
	sendAddress(() => {
		done?.()
		scrollToAnchor()
	})
}

/** Scrolls to the anchor of the address, which may be new in the page. The entry keeps its state. */
function scrollToAnchor() {
	const { state } = history
	if (!location.hash) return
	location.replace(location.href)
	history.replaceState(state, "")
}

function sendAddress(done: () => void) {
	const loading: PageLoading = { kind: "patch", to: location.href }
	client.startPageLoading(loading)
	client.pushEvents({
		session: client.sessions[0]!,
		element: document.documentElement,
		component: 0,
		url: client.viewPath,
		done() {
			done()
			client.endPageLoading(loading)
		},
	})
}

/** Follows the browser's Back and Forward. */
function handlePopState() {
	const isHashChange = client.viewPath === currentPath()
	enterEntry()
	if (isHashChange) return finishEntry()
	client.flushAll()
	client.viewPath = currentPath()
	sendAddress(finishEntry)
}

addEventListener("scroll", recordScroll, { passive: true })
addEventListener("pagehide", releaseEntry)

moduleScript.ownParts = {
	beforeUpdate: beforeScroll,
	afterChange: () => queueMicrotask(restoreScroll), // after the focus
	setAddress,
	scrollToAnchor,
	followURL,
	handlePopState,
} satisfies NavigationModule
