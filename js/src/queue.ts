// Events on their way to the server: those that wait to be sent, and those that were sent and are
// not acknowledged yet.

import { markReported, markUnreported } from "./controls"
import { dispatchLiveEvent } from "./dom"
import type { Form } from "./forms"
import { endProgress, startProgress } from "./progress"

/** An event for the server: of a binding, or a change of the address. */
export interface LiveEvent {
	/** The element with the binding. */
	element: Element
	/** Name of the attribute with the binding. Absent if the address changed. */
	binding?: string
	/** Value of that attribute when the event occurred. */
	bindingValue?: string | null
	component: number
	url: string
	form?: Form
	/** The controls whose state the event reports. */
	controls?: Iterable<Element>
	/** Is called when the event is acknowledged or dropped. */
	done?(): void
	/** Approximate size of the message in bytes. */
	size?: number
	/** The epoch of the page in which the event was sent. Absent until then. */
	epoch?: number
	/** Frames received before the event was sent. Absent until then. */
	framesBefore?: number
	/** Bytes received before the event was sent. Absent until then. */
	bytesBefore?: number
}

const maxUnacknowledged = 64
const maxEventBytes = 32_768
const maxWaiting = 200
const maxWaitingBytes = 262_144
const messageOverhead = 64 // bytes of a message besides URL and form, at most

export let waiting: LiveEvent[] = []
export const unacknowledged: LiveEvent[] = []

let sendWaiting = () => {}

/**
 * Sets the function that sends waiting events. The session sets it: an import of the session would
 * make a cycle.
 */
export function onPush(send: () => void) {
	sendWaiting = send
}

/** Adds an event to the queue, and sends what may be sent. */
export function push(event: LiveEvent) {
	enqueue(event)
	sendWaiting()
}

function enqueue(event: LiveEvent) {
	const last = waiting.at(-1)
	if (last && isSupersededBy(last, event)) {
		waiting.pop()
		finish(last)
	}

	event.size = new Blob([JSON.stringify([event.url, event.form])]).size + messageOverhead
	if (event.size > maxEventBytes) return fail(event, "refused", "too large")
	const totalBytes = waiting.reduce((sum, { size }) => sum + size!, event.size)
	if (waiting.length >= maxWaiting || totalBytes > maxWaitingBytes) return fail(event, "refused", "too many")

	waiting.push(event)
	markReported(event.controls ?? [], event)
	startProgress(event)
}

/**
 * Reports whether earlier, which waits, is needless because later reports a newer state of the
 * same.
 */
function isSupersededBy(earlier: LiveEvent, later: LiveEvent) {
	if (earlier.element !== later.element) return false
	return isAddress(earlier) && isAddress(later) || isChange(earlier) && isChange(later)
}

const isAddress = (event: LiveEvent) => !event.binding

export const isChange = (event: LiveEvent) => event.form?.[0] === "change"

/**
 * Removes the next event to send from those that wait. It returns undefined if none may be sent.
 */
export function takeNext(): LiveEvent | undefined {
	if (unacknowledged.length >= maxUnacknowledged) return undefined
	const event = waiting.shift()
	if (event) unacknowledged.push(event)
	return event
}

/** Ends the progress of an event that was acknowledged or dropped. */
export function finish(event: LiveEvent) {
	endProgress(event)
	event.done?.()
}

/** Drops an event, and reports that to the page. */
export function fail(event: LiveEvent, outcome: string, why: string) {
	finish(event)
	markUnreported(event)
	dispatchLiveEvent("error", { outcome, why, el: event.element })
}

/** Drops the waiting events that fail the test. */
export function filterWaiting(test: (event: LiveEvent) => boolean) {
	const events = waiting
	waiting = events.filter(test)
	for (const event of events) {
		if (!waiting.includes(event)) fail(event, "stale", "remounted")
	}
}
