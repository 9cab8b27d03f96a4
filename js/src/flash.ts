// Flash messages.

import { createElement } from "./dom"
import { findOutsideRoot } from "./root"

/** Shows a flash message in place of the last one of its kind. Empty text removes that. */
export function showFlash(kind: string, text: string) {
	const region = findOutsideRoot("#live-flash")
	const className = "live-flash-" + kind
	const message = region?.querySelector("." + className)
	message?.remove()
	if (text) region?.append(createElement("p", { className, textContent: text }))
}
