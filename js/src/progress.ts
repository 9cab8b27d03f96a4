// The progress bar, which shows while an event or the loading of a page takes long.

import { createElement, dispatchLiveEvent } from "./dom"
import { progressDelay } from "./limits"
import { document } from "./native"

let bar: HTMLElement
let showTimer = 0
const pending = new Set<object>()

export function createProgressBar() {
	bar = createElement("div", { id: "live-bar", role: "progressbar", ariaLabel: "Loading", hidden: true })
	document.body.append(bar)
}

/** Shows the progress bar if task has not ended soon. */
export function startProgress(task: object) {
	pending.add(task)
	showTimer ||= setTimeout(() => {
		bar.hidden = false
	}, progressDelay)
}

/** Hides the progress bar if task was the last one. */
export function endProgress(task: object) {
	const wasPending = pending.delete(task)
	if (!wasPending || pending.size) return
	clearTimeout(showTimer)
	showTimer = 0
	bar.hidden = true
}

/** Detail of live:page-loading-start and live:page-loading-stop. */
export interface PageLoading {
	kind: "initial" | "patch" | "error"
	to: string
}

export function startPageLoading(detail: PageLoading) {
	startProgress(detail)
	dispatchLiveEvent("page-loading-start", detail)
}

export function endPageLoading(detail: PageLoading) {
	endProgress(detail)
	dispatchLiveEvent("page-loading-stop", detail)
}
