// Optimistic commands (docs/reference/protocol.md, "Commands"): what they have changed is undone if an event of their
// list is not applied.

import { finishAnimation } from "./animation"
import { client } from "./client"
import { changeAttribute, changeClass, changeDisplay, leaveHidden, serverHidden } from "./kept"
import { native } from "./native"
import { successorOf } from "./successor"
import type { LiveEvent } from "./queue"

/** A class, an attribute or the display of an element. */
interface Aspect {
	aspectName: string
	readValue(element: Element): unknown
	writeValue(element: Element, value: any): void
	/** Returns what the server has sent. */
	serverValue(element: Element): unknown
}

/** Returns the value that a command gives an aspect that has value. */
type Compute = (value: any, element: Element) => unknown

/** The events of a list with optimistic commands. */
interface Attempt {
	attemptEvents: LiveEvent[]
	unanswered: number
}

/** What a command has changed. It has no attempt if it is not undone. */
interface Layer {
	attempt?: Attempt
	compute: Compute
}

/** An aspect that optimistic commands have changed whose events are not acknowledged. */
interface Change {
	changedElement: Element
	aspect: Aspect
	/** The value below all layers. */
	valueBefore: unknown
	/** What the server had sent at that time. */
	serverBefore: unknown
	stackedLayers: Layer[]
}

const changes: Change[] = []
let currentAttempt: Attempt | undefined

export const classAspect = (name: string): Aspect => ({
	aspectName: "class " + name,
	readValue: element => native(element).classList.contains(name),
	writeValue: (element, value) => changeClass(element, name, value),
	serverValue: element => ` ${client.mirrorOf(element)?.attrs.get("class") ?? ""} `.replace(/\s/g, " ").includes(` ${name} `),
})

export const attributeAspect = (name: string): Aspect => ({
	aspectName: name,
	readValue: element => native(element).getAttribute(name),
	writeValue: (element, value) => changeAttribute(element, name, value),
	serverValue: element => client.mirrorOf(element)?.attrs.get(name),
})

/** Whether an element is displayed. The values are those of the attribute hidden and of the style property display. */
export const displayAspect: Aspect = {
	aspectName: "",
	readValue(element) {
		const style = native(element as HTMLElement).style
		return [native(element).getAttribute("hidden"), style.getPropertyValue("display"), style.getPropertyPriority("display")]
	},
	writeValue(element, [hidden, display, priority]) {
		changeAttribute(element, "hidden", hidden)
		changeDisplay(element, display)
		if (display) native(element as HTMLElement).style.setProperty("display", display, priority)
	},
	serverValue: serverHidden,
}

/** Changes an aspect of element. compute may change it by itself. A change that is computed again uses again. */
export function changeAspect(element: Element, aspect: Aspect, compute: Compute, again = compute) {
	const { aspectName, readValue, serverValue } = aspect
	let change = changes.find(each => each.changedElement === element && each.aspect.aspectName === aspectName)
	if (!change && currentAttempt) {
		change = { changedElement: element, aspect, valueBefore: readValue(element), serverBefore: serverValue(element), stackedLayers: [] }
		changes.push(change)
	}
	change?.stackedLayers.push({ attempt: currentAttempt, compute: again })
	const value = compute(readValue(element), element)
	if (value !== undefined) aspect.writeValue(element, value)
}

/** Calls action, whose commands belong to attempt. */
export function asAttempt(attempt: Attempt | undefined, action: () => void) {
	currentAttempt = attempt
	action()
	currentAttempt = undefined
}

/** Returns an attempt that is undone unless all events are applied. */
export function watchEvents(events: LiveEvent[]): Attempt | undefined {
	if (!events[0]) return
	const attempt: Attempt = { attemptEvents: events, unanswered: events.length }
	for (const event of events) {
		const { done, settle } = event
		event.settle = (value, outcome, why) => {
			settle?.(value, outcome, why)
			if (outcome) undo(attempt)
		}
		event.done = () => {
			done?.()
			if (event.framesBefore === undefined) undo(attempt) // it was never sent: a newer event takes its place
			else if (!--attempt.unanswered) queueMicrotask(() => keep(attempt)) // unless it is refused
		}
	}
	return attempt
}

/** Keeps what attempt has changed. */
function keep(attempt: Attempt) {
	for (const change of changes) {
		for (const layer of change.stackedLayers) {
			if (layer.attempt === attempt) delete layer.attempt
		}
	}
	dropSettled()
}

/** Undoes what attempt has changed. The focus that this takes from an element is not an event. */
function undo(attempt: Attempt) {
	client.asCommand(() => {
		for (const change of changes) {
			if (!change.stackedLayers.some(layer => layer.attempt === attempt)) continue
			change.stackedLayers = change.stackedLayers.filter(layer => layer.attempt !== attempt)
			apply(change)
		}
		leaveHidden()
	})
	dropSettled()
}

function dropSettled() {
	changes.splice(0, Infinity, ...changes.filter(({ stackedLayers }) => stackedLayers.some(({ attempt }) => attempt)))
}

/** Gives the element the value of all layers. */
function apply({ changedElement: element, aspect, valueBefore, stackedLayers }: Change) {
	finishAnimation(element)
	let value = valueBefore
	for (const { compute } of stackedLayers) {
		if (aspect === displayAspect) aspect.writeValue(element, value)
		const computed = compute(value, element)
		value = computed === undefined ? aspect.readValue(element) : computed
	}
	if (JSON.stringify(aspect.readValue(element)) !== JSON.stringify(value)) aspect.writeValue(element, value)
}

const isUnanswered = ({ attempt }: Layer) => attempt?.attemptEvents.some(event =>
	event.session.waitingEvents.includes(event) || event.session.unacknowledged.includes(event))

/**
 * Is called after each update, when keepChanges has been called. If the server has sent another value, that is below
 * the changes of the events that it has not acknowledged, and contains those of the others.
 */
export function rebaseChanges() {
	for (const change of changes) {
		const { changedElement, aspect: { readValue, serverValue } } = change
		if (!native(changedElement).isConnected) change.changedElement = successorOf(changedElement) ?? changedElement
		const element = change.changedElement
		const now = serverValue(element)
		if (now === change.serverBefore) continue
		change.serverBefore = now
		change.valueBefore = readValue(element)
		change.stackedLayers = change.stackedLayers.filter(isUnanswered)
		apply(change)
	}
	dropSettled()
}
