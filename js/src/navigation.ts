// The address of the page: links that keep the view, and the browser's Back and Forward.

import { flushAll } from "./debounce"
import { currentPath } from "./dom"
import { document } from "./native"
import { modifiersOf } from "./path"
import { endPageLoading, startPageLoading, type PageLoading } from "./progress"
import { push } from "./queue"
import { enterEntry, finishEntry, pushEntry } from "./scroll"
import { sessions } from "./sessions"

/** Path and query that the view shows, or is about to show. */
let viewPath = currentPath()

/** Changes the address to a path and query that the view shows already. */
export function setAddress(path: string, replace: boolean) {
	const url = location.origin + path // relative to a base element, it may be of another origin
	if (replace || url === location.href) history.replaceState(history.state, "", url)
	else pushEntry(url)
	viewPath = currentPath()
}

/**
 * Changes the address to url, that of a live-patch link, and sends it to the view. done is called when the
 * view has handled it.
 */
export function followURL({ pathname, search, hash }: URL, done?: () => void) {
	flushAll()
	setAddress(pathname + search + hash, false)
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

function sendAddress(done: () => void) {
	const loading: PageLoading = { kind: "patch", to: location.href }
	startPageLoading(loading)
	push({
		session: sessions[0]!,
		element: document.documentElement,
		component: 0,
		url: viewPath,
		done() {
			done()
			endPageLoading(loading)
		},
	})
}

/** Follows the browser's Back and Forward. */
export function handlePopState() {
	const isHashChange = viewPath === currentPath()
	enterEntry()
	if (isHashChange) return finishEntry()
	flushAll()
	viewPath = currentPath()
	sendAddress(finishEntry)
}

/** Returns where a live-patch link leads. It is relative to the page, not to a base element. */
export const targetOf = (link: HTMLAnchorElement) => new URL(link.getAttribute("href")!, location.href)

/**
 * Reports whether the client handles a click on a live-patch link. The browser handles it with
 * modifier keys, for one.
 */
export function isPatchClick(link: HTMLAnchorElement, event: MouseEvent) {
	const isOwnWindow = link.target === "" || link.target === "_self"
	const isValid = !!link.origin
	return !modifiersOf(event)[0] && isOwnWindow && !link.hasAttribute("download") && isValid &&
		targetOf(link).origin === location.origin
}
