// What the user sees of the connection: a class on the root, and a button to try again.

import { createElement } from "./dom"
import { document, native } from "./native"
import { createProgressBar } from "./progress"
import { rootElement } from "./root"
import { stoppedText, tryAgainText } from "./texts"

const css = `#live-bar,#live-retry{position:fixed;z-index:9999;inset:0 0 auto;padding:2px;background:#29d;
animation:live 1s infinite alternate}
#live-bar[hidden]{display:none}
#live-retry{padding:1em;background:Canvas;color:CanvasText;animation:none}
@keyframes live{to{opacity:.3}}`

/**
 * Connected; loading: joining or reconnecting; error: disconnected, without any further attempt to
 * reconnect.
 */
export type Status = "connected" | "loading" | "error"

const statuses: Status[] = ["connected", "loading", "error"]

/** Adds the style sheet and the progress bar to the page. */
export function initStatus() {
	const sheet = new CSSStyleSheet() // a Content-Security-Policy that forbids inline styles allows this
	sheet.replaceSync(css)
	document.adoptedStyleSheets.push(sheet)
	createProgressBar()
}

/** Sets the class of the root that shows status. */
export function showStatus(status: Status) {
	for (const each of statuses) native(rootElement).classList.toggle("live-" + each, each === status)
}

/** Shows a button that removes itself and calls retry. */
export function offerRetry(retry: () => void) {
	const panel = createElement("div", { id: "live-retry", role: "alert" })
	const button = createElement("button", {
		textContent: tryAgainText,
		onclick() {
			panel.remove()
			retry()
		},
	})
	panel.append(stoppedText + " ", button)
	document.body.append(panel)
}
