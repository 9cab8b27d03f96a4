// What follows when another page is shown: focus, scroll position, and reports to screen readers and scripts.

import { announce } from "./announce"
import { client } from "./client"
import { dispatchLiveEvent } from "./dom"
import { document, native } from "./native"

/** Returns the element to which the fragment of url leads. */
function anchorOf({ hash }: URL) {
	const id = hash.slice(1)
	if (!id) return null
	let name = id
	try {
		name = decodeURIComponent(id)
	} catch { } // malformed
	return document.getElementById(id) ?? document.getElementById(name)
}

/** Moves the focus to where the new page begins, and scrolls there unless the user went Back or Forward. */
export function arrive(url: URL, isHistory: boolean) {
	const { liveRoot } = client
	const anchor = anchorOf(url)
	if (!isHistory) {
		if (anchor) native(anchor).scrollIntoView()
		else scrollTo({ top: 0, left: 0, behavior: "instant" })
	}
	const [field] = native(liveRoot).querySelectorAll<HTMLElement>("[autofocus]")
	if (field) native(field).focus({ preventScroll: isHistory })
	else if (!anchor) focusHeading()
	announceTitle()
	reportArrival()
}

function focusHeading() {
	const heading = document.querySelector<HTMLElement>("main h1") ?? document.querySelector<HTMLElement>("h1")
	if (!heading) return
	if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1
	heading.focus({ preventScroll: true })
}

export const announceTitle = () => announce(document.title)

/** Reports to scripts of the page that another page is shown. */
export const reportArrival = () => dispatchLiveEvent("navigate", { to: location.href })
