// The tasks for which the user waits: events, and the loading of a page. The progress bar shows that one takes
// long (bar.ts).

import { callUI, notifyUI } from "./calls"
import { dispatchLiveEvent } from "./dom"
import { UI } from "./functions"
import { progressDelay } from "./limits"

export const tasks = new Set<object>()
let showTimer = 0

/** Shows the progress bar if task has not ended soon. */
export function startProgress(task: object) {
	tasks.add(task)
	notifyUI(UI.count)
	showTimer ||= setTimeout(() => callUI(UI.showBar), progressDelay)
}

/** Hides the progress bar if task was the last one. */
export function endProgress(task: object) {
	if (!tasks.delete(task)) return
	notifyUI(UI.count)
	if (tasks.size) return
	clearTimeout(showTimer)
	showTimer = 0
}

/** Detail of live:page-loading-start and live:page-loading-stop. */
export interface PageLoading {
	kind: "initial" | "patch" | "navigate" | "error"
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
