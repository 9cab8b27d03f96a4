// Events that wait for a pause or for blur. They are never lost: anything that would invalidate
// them sends them first.

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
	removeWhere(event => event.element === element && event.binding === binding)
	const delayed: DelayedEvent = { element, binding, timer: 0, send }
	delayedEvents.push(delayed)
	if (delay === "blur") return
	delayed.timer = setTimeout(() => flushWhere(event => event === delayed), Number(delay))
}

function removeWhere(test: Test) {
	const removed = delayedEvents.filter(test)
	delayedEvents = delayedEvents.filter(event => !removed.includes(event))
	for (const event of removed) clearTimeout(event.timer)
	return removed
}

/** Sends the waiting events that pass the test. */
export function flushWhere(test: Test) {
	for (const event of removeWhere(test)) event.send()
}

/** Drops all waiting events. */
export function dropAll() {
	removeWhere(() => true)
}

/** Sends all waiting events. */
export function flushAll() {
	flushWhere(() => true)
}
