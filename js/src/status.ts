// The class of the root that shows the state of the connection, and the style sheet of the client.

import { createElement } from "./dom"
import { document, native } from "./native"
import { createPill } from "./pill"
import { createProgressBar } from "./progress"
import { rootElement } from "./root"

/**
 * Connected; loading: joining or reconnecting; error: the client does not reconnect; disconnected: a
 * script has closed the connection.
 */
export type Status = "connected" | "loading" | "error" | "disconnected"

const statuses: Status[] = ["connected", "loading", "error", "disconnected"]

/** Adds the elements of the client to the page, and the style sheet at url. */
export async function initStatus(url: string) {
	createPill()
	createProgressBar()
	try {
		// A Content-Security-Policy that forbids inline styles allows this.
		const response = await fetch(url)
		if (!response.ok) throw response
		const sheet = new CSSStyleSheet()
		sheet.replaceSync(await response.text())
		document.adoptedStyleSheets.push(sheet)
	} catch {
		native(document.head).append(createElement("link", { rel: "stylesheet", href: url }))
	}
}

/** Sets the class of the root that shows status. */
export function showStatus(status: Status) {
	for (const each of statuses) native(rootElement).classList.toggle("live-" + each, each === status)
}
