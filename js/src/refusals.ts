// Reports events that were not applied: to scripts of the page, in the console, and to the user.

import { callUI } from "./calls"
import { dispatchLiveEvent } from "./dom"
import { UI } from "./functions"
import type { LiveEvent } from "./queue"

/**
 * Reports that an event ended, or may have ended, without being applied. isExplained is true if the page
 * says so already.
 */
export function reportFailure(outcome: string, why: string, event?: LiveEvent, ref?: number, isExplained?: boolean) {
	const el = event?.element
	event?.settle?.(0, outcome, why)
	dispatchLiveEvent("error", { ref, outcome, why, el })
	console.warn(`live: ${event?.binding} ${outcome}: ${why}; see docs/reference/limits.md`, el)
	if (!event?.isAutomatic) callUI(UI.explainFailure, outcome, why, isExplained, event)
}
