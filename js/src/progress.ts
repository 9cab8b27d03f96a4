// The progress bar, which shows while an event or the loading of a page takes long.

import { createElement, dispatchLiveEvent } from "./dom"
import { progressDelay } from "./limits"
import { document } from "./native"
import { countWaiting } from "./pill"
import { texts } from "./texts"

let bar: HTMLElement
let showTimer = 0
const pending = new Set<object>()

export function createProgressBar() {
	bar = createElement("div", { id: "live-bar", role: "progressbar", ariaLabel: texts.loading, hidden: true })
	document.body.append(bar)
}

/** Shows the progress bar if task has not ended soon. */
export function startProgress(task: object) {
	pending.add(task)
	if (isEvent(task)) countWaiting(1)
	showTimer ||= setTimeout(() => {
		bar.hidden = false
	}, progressDelay)
}

/** Hides the progress bar if task was the last one. */
export function endProgress(task: object) {
	if (!pending.delete(task)) return
	if (isEvent(task)) countWaiting(-1)
	if (pending.size) return
	clearTimeout(showTimer)
	showTimer = 0
	bar.hidden = true
}

/** Reports whether task is an event, not the loading of a page. */
const isEvent = (task: object) => "url" in task

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
