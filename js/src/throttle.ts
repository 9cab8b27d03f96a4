// live-throttle: the first event is sent at once, and then the newest one after each interval.

import { native } from "./native"

interface Throttled {
	/** When an event was sent last, or will be. */
	sentAt: number
	key?: string
}

/** The throttled events of an element, by the name of the binding. */
const throttledEvents = new WeakMap<Element, Map<string, Throttled>>()

/**
 * Returns the delay in ms of an event of element, or undefined if it is sent at once. source is the control
 * where it happened.
 */
export function throttleDelay(event: Event, element: Element, binding: string, source: Element) {
	const interval = Number(native(source).getAttribute("live-throttle") ?? native(element).getAttribute("live-throttle"))
	if (!(interval > 0)) return
	const byBinding = throttledEvents.get(source) ?? new Map<string, Throttled>()
	throttledEvents.set(source, byBinding)

	const now = performance.now()
	const { key } = event as KeyboardEvent
	const last = byBinding.get(binding)
	const delay = last && last.key === key ? Math.min(last.sentAt + interval - now, interval) : 0
	if (delay <= 0) {
		byBinding.set(binding, { sentAt: now, key })
		return
	}
	return `${delay}`
}
