// How a binding of this module takes its steps.

import { client } from "./client"
import { native } from "./native"
import type { LiveEvent } from "./queue"

/** Takes the steps of a binding, after the delay that element has. */
export const takeDelayed = (event: Event, element: Element, binding: string, args?: Record<string, string>, own?: Partial<LiveEvent>) =>
	client.dispatchDelayed(event, element, binding, element, native(element).getAttribute("live-debounce"),
		fields => client.emit(element, binding, { ...own, ...fields }, args))

/**
 * Takes the steps of a binding. The event that has caused it belongs to other elements, and may have been prevented.
 */
export function takeNow(element: Element, binding: string) {
	if (!hasEnded(element)) client.dispatchDelayed(new Event(binding), element, binding, element, null, fields => client.emit(element, binding, fields))
}

/** Reports whether the view of element has ended for good. What the user does elsewhere in the page is not for it. */
export const hasEnded = (element: Element) => !!client.placeOf(element).session.hasEnded
