// Decides whether a DOM event is sent to the server. The decision comes one task after the event,
// when scripts of the page have had the chance to call preventDefault. For a list with commands, it comes at once,
// after those of earlier events.

import { isList } from "./commands"
import { debounce } from "./debounce"
import { dialogs } from "./lazy"
import { addLoadingClass } from "./loading"
import { native } from "./native"
import type { LiveEvent } from "./queue"
import { rareBindings } from "./rarebindings"
import { placeOf } from "./sessions"
import { suppressDefault } from "./suppress"

/** The decisions that are due, in the order of their events. */
const undecided: (() => void)[] = []

function decide() {
	while (undecided[0]) undecided.shift()!()
}

/**
 * Calls send unless a script of the page prevents event. With isDefaultSuppressed, the browser's
 * default action never happens.
 */
export function dispatch(
	event: Event,
	element: Element,
	binding: string,
	isDefaultSuppressed: boolean,
	send: (fields: Partial<LiveEvent>) => void,
) {
	if (event.defaultPrevented || !isConfirmed(event, element)) return
	if (isDefaultSuppressed) suppressDefault(event)
	const done = addLoadingClass(element, binding + "-loading")
	const place = placeOf(element, event) // now: the element may be moved or removed
	undecided.push(() => {
		if (event.defaultPrevented) done()
		else send({ done, ...place })
	})
	// The browser allows some commands only during the event of the user.
	if (isList(native(element).getAttribute(binding))) decide()
	else setTimeout(decide)
}

/**
 * Calls send like dispatch, or after delay if that is not null or the event is throttled. The delay ends early
 * when delayed loses focus.
 */
export function dispatchDelayed(
	event: Event,
	element: Element,
	binding: string,
	delayed: Element,
	delay: string | null,
	send: (fields: Partial<LiveEvent>) => void,
) {
	delay ??= rareBindings.ownParts?.throttleDelay(event, element, binding, delayed) ?? null
	if (delay === null) dispatch(event, element, binding, false, send)
	else debounce(delayed, binding, delay, () => send({ done: addLoadingClass(element, binding + "-loading") }))
}

/**
 * Shows the question of live-confirm, if there is one. It cancels the event and reports false if
 * the user declines.
 */
function isConfirmed(event: Event, element: Element) {
	if (event.type !== "click" && event.type !== "submit") return true
	const submitter = (event as SubmitEvent).submitter
	const question = submitter?.getAttribute("live-confirm") ?? native(element).getAttribute("live-confirm")
	if (!question || (dialogs.ownParts?.ask(event, element, question) ?? confirm(question))) return true
	event.preventDefault()
	event.stopImmediatePropagation()
	return false
}
