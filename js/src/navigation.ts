// The address of the page: links that keep the view, and the browser's Back and Forward.

import { flushAll } from "./debounce"
import { currentPath } from "./dom"
import { document } from "./native"
import { endPageLoading, startPageLoading, type PageLoading } from "./progress"
import { push } from "./queue"

/** Path and query that the view shows, or is about to show. */
let viewPath = currentPath()

/** Changes the address to one that the view shows already. */
export function setAddress(url: string, replace: boolean) {
	const isSame = new URL(url, location.href).href === location.href
	if (replace || isSame) history.replaceState(null, "", url)
	else history.pushState(null, "", url)
	viewPath = currentPath()
}

/** Changes the address and sends it to the view. done is called when the view has handled it. */
export function followLink(url: string, done?: () => void) {
	setAddress(url, false)
	sendAddress(done)
}

function sendAddress(done?: () => void) {
	const loading: PageLoading = { kind: "patch", to: location.href }
	startPageLoading(loading)
	push({
		element: document.documentElement,
		component: 0,
		url: viewPath,
		done() {
			done?.()
			endPageLoading(loading)
			// Scroll to the anchor, which may be new in the page.
			if (location.hash) location.replace(location.href)
		},
	})
}

addEventListener("popstate", () => {
	const isHashChange = viewPath === currentPath()
	if (isHashChange) return
	flushAll()
	viewPath = currentPath()
	sendAddress()
})

/**
 * Reports whether the client handles a click on a live-patch link. The browser handles it with
 * modifier keys, for one.
 */
export function isPatchClick(link: HTMLAnchorElement, event: MouseEvent) {
	const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
	const isOwnWindow = link.target === "" || link.target === "_self"
	return !hasModifier && isOwnWindow && !link.hasAttribute("download") && link.origin === location.origin
}
