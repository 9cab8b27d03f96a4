// Events that wait for a pause or for blur. They are lost only in a reset or if the page belongs to another user:
// anything else that would invalidate them sends them first.

interface DelayedEvent {
	element: Element
	binding: string
	timer: number
	send(): void
}

type Test = (event: DelayedEvent) => boolean

let delayedEvents: DelayedEvent[] = []

/**
 * Calls send after delay: a number of milliseconds, or "blur" to wait until element loses focus. It
 * replaces an event of the same element and binding that still waits.
 */
export function debounce(element: Element, binding: string, delay: string, send: () => void) {
	dropWhere(event => event.element === element && event.binding === binding)
	const delayed: DelayedEvent = { element, binding, timer: 0, send }
	delayedEvents.push(delayed)
	if (delay === "blur") return
	delayed.timer = setTimeout(() => flushWhere(event => event === delayed), Number(delay))
}

/** Drops the waiting events that pass the test, and returns them. */
export function dropWhere(test: Test) {
	const removed = delayedEvents.filter(test)
	delayedEvents = delayedEvents.filter(event => !removed.includes(event))
	for (const event of removed) clearTimeout(event.timer)
	return removed
}

/** Sends the waiting events that pass the test. */
export function flushWhere(test: Test) {
	for (const event of dropWhere(test)) event.send()
}

/** Sends all waiting events. */
export function flushAll() {
	flushWhere(() => true)
}
