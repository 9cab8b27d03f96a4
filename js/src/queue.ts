// Events on their way to the server: those that wait to be sent, and those that were sent and are
// not acknowledged yet.

import { notifyUI } from "./calls"
import { status } from "./connection"
import { markReported, markUnreported } from "./controls"
import { markSent, send, takeAcks } from "./flow"
import { FormKind, type Form } from "./forms"
import { UI } from "./functions"
import {
	maxMessageBytes, maxUnacknowledged, maxUnacknowledgedBytes, maxUnacknowledgedInSession, maxWaiting, maxWaitingBytes, messageOverhead,
} from "./limits"
import { endProgress, startProgress } from "./progress"
import { sessions, type Session } from "./sessions"
import { expectReply } from "./socket"
import { isSameSubmit } from "./submit"

/** An event for the server: of a binding, or a change of the address. */
export interface LiveEvent {
	session: Session
	/** The element with the binding. */
	element: Element
	/** Name of the attribute with the binding. Absent if the address changed. */
	binding?: string
	/** Value of that attribute when the event occurred. */
	bindingValue?: string | null
	component: number
	url: string
	form?: Form
	/** The controls whose state the event reports. An operation on rows has a form and no controls. */
	controls?: Iterable<Element>
	/** Whether the user has not acted: the event is neither waited for nor is its failure shown. */
	isAutomatic?: boolean
	/** Is called when the event is acknowledged or dropped. */
	done?(): void
	/** Is called with the reply, or with the outcome of an event that was not applied and the reason. */
	settle?(value: unknown, outcome?: string, why?: string): void
	/** The button that has submitted the form. */
	submitter?: HTMLElement | null
	/** For the events of commands: the event to which the commands are the answer. */
	cause?: LiveEvent
	/** Approximate size of the message in bytes. */
	size?: number
	/** Frames received before the event was sent. Absent until then. */
	framesBefore?: number
	/** Bytes received before the event was sent. Absent until then. */
	bytesBefore?: number
}

let isHeld = false // the server shuts down: events wait for the next session
export let maxMessage = maxMessageBytes

/** Sets the limit of the server on the size of a message. */
export function setMaxMessage(max = maxMessageBytes) {
	maxMessage = max
}

/** Keeps new events for the next connection, or sends them. */
export function holdEvents(isHeldNow: boolean) {
	isHeld = isHeldNow
}

/** Returns the unacknowledged events of all sessions. */
export const unacknowledgedEvents = () => sessions.flatMap(({ unacknowledged }) => unacknowledged)

export const waitingEvents = () => sessions.flatMap(session => session.waitingEvents)

/** Returns all events that are not acknowledged. */
export const pendingEvents = () => [...unacknowledgedEvents(), ...waitingEvents()]

/**
 * Removes the events that were sent in a session that has ended and were not acknowledged. It is not
 * known whether they were applied. That is not reported if the next session is sent the same state.
 * Operations on rows wait for the next session, which is sent the rows without them.
 */
export function dropUnacknowledged(session: Session) {
	const events = session.unacknowledged.splice(0)
	session.waitingEvents.unshift(...events.filter(isOperation))
	for (const event of events) {
		if (isOperation(event)) continue
		if (isChange(event) || isAddress(event)) finish(event)
		else fail(event, "unknown", "session ended")
	}
}

/** Removes the next count events that the server acknowledges, and returns them. */
export function takeAcknowledged(session: Session, count: number) {
	session.lastRef += count
	return session.unacknowledged.splice(0, count)
}

/**
 * Adds events to the queue, and sends what may be sent. If one of them cannot be queued, or is a submit
 * that is the same click as an unanswered one, it adds none and reports false.
 */
export function push(...events: LiveEvent[]) {
	for (let i = 0; i < events.length; i++) {
		const reason = reasonAgainst(events[i], events.slice(0, i))
		if (reason === undefined) continue
		for (const event of events) reason ? fail(event, reason === "removed" ? "stale" : "refused", reason) : finish(event)
		return false
	}
	events.forEach(enqueue)
	sendWaiting()
	return true
}

/** Returns why event cannot be queued after earlier: undefined if it can, and "" if it is the same click. */
function reasonAgainst(event: LiveEvent, earlier: LiveEvent[]) {
	event.size = jsonSize([event.url, event.form]) + messageOverhead
	if (status === "error") return "ended" // the user sees why
	if (event.session.hasEnded) return "removed"
	if (isSubmit(event) && isRepeatedSubmit(event)) return ""
	if (event.size > maxMessage) return "too large"
	const all = [...waitingEvents().filter(other => other !== supersededBy(event)), ...earlier]
	const isFull = all[0] && totalSize([...all, event]) > maxWaitingBytes
	if (isFull || all.length >= maxWaiting) return "too many"
}

function enqueue(event: LiveEvent) {
	const { waitingEvents } = event.session
	const last = supersededBy(event)
	if (last) {
		waitingEvents.pop()
		finish(last)
		if (event.form) {
			const names = [...new Set([event.form[1], last.form![1]].flat())] // the control that changed last comes first
			if (names[1] !== undefined) event.form[1] = names
		}
	}
	waitingEvents.push(event)
	markReported(event.controls ?? [], event)
	if (!event.isAutomatic) startProgress(event)
}

/** Returns the number of bytes of the JSON of value. */
const jsonSize = (value: unknown) => new Blob([JSON.stringify(value)]).size

/** Returns the last event that waits if event reports a newer state of the same. */
function supersededBy(event: LiveEvent) {
	const last = event.session.waitingEvents.at(-1)
	if (!last || last.element !== event.element) return
	if (isAddress(last) && isAddress(event) || isChange(last) && last.form![0] !== FormKind.reset && isChange(event) && nameOf(last) === nameOf(event)) return last
}

/** Returns the name of an event. The list of a binding may have several. */
const nameOf = ({ url }: LiveEvent) => url.split("?")[0]

const isAddress = (event: LiveEvent) => !event.binding

export const isOperation = ({ form, controls }: LiveEvent) => form && !controls

export const isChange = (event: LiveEvent) =>
	!!event.form && event.form[0] !== FormKind.submit && !isOperation(event)

export const isSubmit = (event: LiveEvent) => event.form?.[0] === FormKind.submit

const totalSize = (events: LiveEvent[]) => events.reduce((sum, { size }) => sum + size!, 0)

/** Sends waiting events, as many as may be unacknowledged. */
export function sendWaiting() {
	for (const session of sessions) {
		while (maySend(session)) {
			const event = session.waitingEvents.shift()!
			session.unacknowledged.push(event)
			markSent(event)
			sendEvent(event)
			if (!unacknowledgedEvents()[1]) expectReply()
		}
	}
	notifyUI(UI.count) // an update may have added a button of a form with an unanswered submit
}

/** Reports whether the next waiting event of session may be sent. */
function maySend({ sessionNumber, isReady, unacknowledged, waitingEvents: [event] }: Session) {
	const sent = unacknowledgedEvents()
	const most = sessionNumber ? maxUnacknowledgedInSession : maxUnacknowledged
	if (!event || !isReady || isHeld || sent.length >= maxUnacknowledged || unacknowledged.length >= most) return false
	const isFull = totalSize([...sent, event]) > maxUnacknowledgedBytes
	const isAwaited = isSubmit(event) && unacknowledged.some(other => other.element === event.element && isSubmit(other))
	return !sent.length || !isFull && !isAwaited
}

/**
 * Reports whether a submit is the same click as an unanswered one of its form: the data is equal, and the user
 * has not changed the rows since. It drops one that waits for the answer to another one, because event is newer.
 */
function isRepeatedSubmit(event: LiveEvent) {
	const earlier = pendingEvents().filter(other => other.element === event.element)
	const isSame = (other?: LiveEvent) =>
		other && isSameSubmit(other, event) && !earlier.slice(earlier.indexOf(other)).some(isOperation)
	const [first, second] = earlier.filter(other => isSubmit(other) && nameOf(other) === nameOf(event))
	if (second && !isSame(second)) filterWaiting(event.session, other => other !== second, "superseded")
	return isSame(first) || isSame(second)
}

export function sendEvent({ session, binding, component, form, url }: LiveEvent) {
	const acks = takeAcks(session)
	if (!binding) send(session, ["p", acks, url])
	else if (!form) send(session, ["e", acks, component, url])
	else send(session, ["e", acks, component, url, form])
}

/** Ends the progress of an event that was acknowledged or dropped. */
export function finish(event: LiveEvent) {
	endProgress(event)
	event.done?.()
	delete event.done // an operation on rows may be sent again
}

let onFailure: (outcome: string, why: string, event: LiveEvent) => void

/** Sets a function that is called for each event that is dropped. It must be called once, before push. */
export function reportFailuresTo(listener: typeof onFailure) {
	onFailure = listener
}

/** Drops an event, and reports that to the page. */
export function fail(event: LiveEvent, outcome: string, why: string) {
	finish(event)
	markUnreported(event)
	onFailure(outcome, why, event)
}

/** Drops the waiting events of session that fail the test, and reports why to the page. */
export function filterWaiting(session: Session, test: (event: LiveEvent) => boolean, why = "remounted") {
	const events = session.waitingEvents
	session.waitingEvents = events.filter(test)
	for (const event of events) {
		if (!session.waitingEvents.includes(event)) fail(event, "stale", why)
	}
}

/** Drops all events of session. Of those that were sent, the outcome is reported. */
export function dropEvents(session: Session, outcome: string, why: string) {
	for (const event of session.unacknowledged.splice(0)) fail(event, outcome, why)
	filterWaiting(session, () => false, why)
}
