// Explains to the user that an event was not applied.

import { isShown, showFlash } from "./flash"
import { FormKind } from "./forms"
import { native } from "./native"
import { setFailed } from "./pill"
import type { LiveEvent } from "./queue"
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
	invalid: "", // the form shows why
}

/** Writes to the console why an event was not applied, and shows it to the user unless the page says so already. */
export function explainFailure(outcome: string, why: string, isExplained?: boolean, event?: LiveEvent) {
	const { element, binding, form, controls } = event ?? {} as Partial<LiveEvent>
	console.warn(`live: ${binding} ${outcome}: ${why}; see docs/reference/limits.md`, element)
	if (event?.isAutomatic) return
	setFailed()
	const isSubmit = form?.[0] === FormKind.submit
	const isChange = form && controls && !isSubmit
	const text = texts[keys[why] ?? keys[outcome] ?? ""]
	if (!text || isExplained) return
	// The page shows that what was clicked is gone, or the text is shown while the user continues to type.
	const isNeedless = outcome === "stale"
		? isChange || element && !isSubmit && !native(element).isConnected
		: isChange && isShown(text)
	if (!isNeedless) showFlash("error", text)
}

/** Shows that a navigation has failed: the key of a text says why. */
export const explainVisit = (text: string, key: string) => showFlash("error", texts[text]!, { key })
