// Effects (docs/reference/protocol.md, "Effects"): they run once, in order, after the updates of their frame.

import { createElement, dispatchLiveEvent } from "./dom"
import { document, native } from "./native"
import { scrollToAnchor, setAddress } from "./navigation"
import type { LiveEvent } from "./queue"
import { findOutsideRoot } from "./root"

export type Effect = [kind: string, ...args: any[]]

/** Runs one effect. eventOf returns the event with a ref, if the frame acknowledges it. */
export function runEffect([kind, first, second, third]: Effect, eventOf: (ref: number) => LiveEvent | undefined) {
	if (kind === "title") document.title = first
	else if (kind === "flash") showFlash(first, second)
	else if (kind === "push") dispatchLiveEvent(first, second)
	else if (kind === "reply") dispatchLiveEvent("reply", second, targetOf(eventOf(first)))
	else if (kind === "patch") {
		setAddress(first, second)
		scrollToAnchor()
	}
	else if (kind === "navigate") navigate(first)
	else if (kind === "out") {
		dispatchLiveEvent("error", { ref: first, outcome: second, why: third, el: eventOf(first)?.element })
	}
}

/** Returns the element of event, or window if it is no longer in the page. */
function targetOf(event: LiveEvent | undefined): EventTarget {
	return event && native(event.element).isConnected ? event.element : window
}

/** Shows a flash message in place of the last one of its kind. Empty text removes that. */
export function showFlash(kind: string, text: string) {
	const region = findOutsideRoot("#live-flash")
	const className = "live-flash-" + kind
	const message = region?.querySelector("." + className)
	message?.remove()
	if (text) region?.append(createElement("p", { className, textContent: text }))
}

function navigate(to: string) {
	const url = new URL(to, location.href)
	const isWeb = /^https?:$/.test(url.protocol)
	if (isWeb) location.assign(url) // a javascript: URL would run
}
