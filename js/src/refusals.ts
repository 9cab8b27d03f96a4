// Reports events that were not applied: to scripts of the page, in the console, and in a flash message.

import { dispatchLiveEvent } from "./dom"
import { showFlash } from "./flash"
import { native } from "./native"
import { isChange, isSubmit, type LiveEvent } from "./queue"
import { findOutsideRoot } from "./root"
import { texts } from "./texts"

/** The key of the text for a reason or an outcome. It is empty if nothing is shown. */
const keys: Record<string, string> = {
	"too large": "toolarge",
	"too many": "toomany",
	refused: "refused",
	stale: "stale",
	panicked: "unknown",
	unknown: "unknown",
	superseded: "",
	removed: "",
	"another user": "",
	error: "", // the server has shown a message
}

/**
 * Reports that an event ended, or may have ended, without being applied. isExplained is true if the page
 * says so already.
 */
export function reportFailure(outcome: string, why: string, event?: LiveEvent, ref?: number, isExplained?: boolean) {
	const el = event?.element
	dispatchLiveEvent("error", { ref, outcome, why, el })
	console.warn(`live: ${event?.binding} ${outcome}: ${why}; see docs/reference/limits.md`, el)
	const text = texts[keys[why] ?? keys[outcome] ?? ""]
	if (text && !isExplained && !(event && isNeedless(event, outcome, text))) showFlash("error", text)
}

/**
 * Reports whether the user need not read text: the page shows that what was clicked is gone, or the text is
 * shown while the user continues to type.
 */
function isNeedless(event: LiveEvent, outcome: string, text: string) {
	const region = findOutsideRoot("#live-flash")
	if (outcome === "stale") return isChange(event) || !isSubmit(event) && !native(event.element).isConnected
	return isChange(event) && region?.textContent?.includes(text)
}
