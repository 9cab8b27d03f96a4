// The progress bar, which shows while an event or the loading of a page takes long.

import { client } from "./client"
import { createElement } from "./dom"
import { document } from "./native"
import { texts } from "./texts"

let bar: HTMLElement

export function createProgressBar() {
	bar = createElement("div", { id: "live-bar", role: "progressbar", ariaLabel: texts.loading, hidden: true })
	document.body.append(bar)
}

/** Shows the bar, unless all tasks have ended meanwhile. */
export function showBar() {
	bar.hidden = !client.tasks.size
}

/** Hides the bar if all tasks have ended. */
export function updateBar() {
	bar.hidden ||= !client.tasks.size
}
