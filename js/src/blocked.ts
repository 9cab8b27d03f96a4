// Shows a notice if WebSockets cannot be opened although the server serves the page: usually because
// of a proxy.

import { hideNotice, showNotice } from "./status"

const text = "This page cannot receive live updates at the moment, so it may be out of date."

/** Whether the server has served the page after WebSockets had failed to open. */
let isServed = false

/** Records that the server would serve the page, although WebSockets have failed to open. */
export function noteServed() {
	isServed = true
}

/** Shows the notice if another WebSocket fails to open after the server has served the page. */
export function noteFailure(retry: () => void) {
	if (isServed) showNotice(text, "Try again", retry)
}

/** Removes the notice: the page is connected. */
export function endBlocked() {
	if (isServed) hideNotice()
	isServed = false
}
