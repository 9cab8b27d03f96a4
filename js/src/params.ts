// Changes of the address that keep the page.

import { client } from "./client"
import { currentPath } from "./dom"
import { document } from "./native"
import type { PageLoading } from "./progress"
import { enterEntry, finishEntry, pushEntry } from "./scroll"
import { cancelVisit, isAddressAhead } from "./running"

/** Changes the address to a path and query that the view shows already. */
export function setAddress(path: string, replace: boolean) {
	const url = location.origin + path // relative to a base element, it may be of another origin
	if (isAddressAhead()) {
		client.page.viewURL = path.split("#")[0]!
		return
	}
	if (replace || url === location.href) history.replaceState(history.state, "", url)
	else pushEntry(url)
	client.page.viewURL = currentPath()
}

export function followURL({ pathname, search, hash }: URL, done?: () => void, replace = false) {
	cancelVisit()
	client.flushAll()
	setAddress(pathname + search + hash, replace)
	sendAddress(() => {
		done?.()
		scrollToAnchor()
	})
}

/** Scrolls to the anchor of the address, which may be new in the page. The entry keeps its state. */
export function scrollToAnchor() {
	const { state } = history
	if (!location.hash) return
	location.replace(location.href)
	history.replaceState(state, "")
}

/** Sends the address to the view. */
export function sendAddress(done: () => void) {
	const loading: PageLoading = { kind: "patch", to: location.href }
	client.startPageLoading(loading)
	client.pushEvents({
		session: client.page,
		element: document.documentElement,
		component: 0,
		url: client.page.viewURL,
		done() {
			done()
			client.endPageLoading(loading)
		},
	})
}

/** Shows an entry of the page in view. */
export function followEntry() {
	const isHashChange = client.page.viewURL === currentPath()
	enterEntry()
	if (isHashChange) return finishEntry()
	client.flushAll()
	client.page.viewURL = currentPath()
	sendAddress(finishEntry)
}
