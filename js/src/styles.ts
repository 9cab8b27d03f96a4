// The style sheet of what the module shows.

import { moduleScript } from "./client"
import { createElement } from "./dom"
import css from "./live.css"
import { document, native } from "./native"

/** Adds the style sheet to the page. */
export function addStyles() {
	try {
		// A Content-Security-Policy that forbids inline styles allows this.
		const sheet = new CSSStyleSheet()
		sheet.replaceSync(css)
		document.adoptedStyleSheets.push(sheet)
	} catch {
		const href = moduleScript.src.replace(".ui.js", ".css")
		native(document.head).append(createElement("link", { rel: "stylesheet", href }))
	}
}
