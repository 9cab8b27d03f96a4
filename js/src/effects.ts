// Effects (docs/reference/protocol.md, "Effects"): they run once, in order, after the updates of their frame.

import { createElement, dispatchLiveEvent } from "./dom"
import { setAddress } from "./navigation"
import type { LiveEvent } from "./queue"

export type Effect = [kind: string, ...args: any[]]

/** Runs one effect. eventOf returns the event with a ref, if the frame acknowledges it. */
export function runEffect([kind, ...args]: Effect, eventOf: (ref: number) => LiveEvent | undefined) {
	const [first, second, third] = args
	switch (kind) {
	case "title":
		document.title = first
		break
	case "flash":
		showFlash(first, second)
		break
	case "push":
		dispatchLiveEvent(first, second)
		break
	case "reply":
		dispatchLiveEvent("reply", second, targetOf(eventOf(first)))
		break
	case "patch":
		setAddress(first, second)
		break
	case "navigate":
		navigate(first)
		break
	case "out":
		dispatchLiveEvent("error", { ref: first, outcome: second, why: third, el: eventOf(first)?.element })
	}
}

/** Returns the element of event, or window if it is no longer in the page. */
function targetOf(event: LiveEvent | undefined): EventTarget {
	return event?.element.isConnected ? event.element : window
}

/** Shows a flash message in place of the last one of its kind. Empty text removes that. */
function showFlash(kind: string, text: string) {
	const region = document.getElementById("live-flash")
	const className = "live-flash-" + kind
	region?.querySelector("." + className)?.remove()
	if (text) region?.append(createElement("p", { className, textContent: text }))
}

function navigate(to: string) {
	const url = new URL(to, location.href)
	const isWeb = url.protocol === "http:" || url.protocol === "https:"
	if (isWeb) location.assign(url) // a javascript: URL would run
}
