// Reports events that were not applied: to scripts of the page, and with explain.ts in the console and to the user.

import { callUI } from "./calls"
import { dispatchLiveEvent } from "./dom"
import { UI } from "./functions"
import type { LiveEvent } from "./queue"

/**
 * Reports that an event ended, or may have ended, without being applied. isExplained is true if the page
 * says so already.
 */
export function reportFailure(outcome: string, why: string, event?: LiveEvent, ref?: number, isExplained?: boolean) {
	event?.settle?.(0, outcome, why)
	dispatchLiveEvent("error", { ref, outcome, why, el: event?.element })
	callUI(UI.explainFailure, outcome, why, isExplained, event)
}
