// Preserves user input across remounts, unless the page belongs to another user afterwards.

import { emitChange } from "./changes"
import { updateChildren } from "./children"
import { controlSelector, isCheckable, isSameState, isSelect, readState, type Control } from "./control"
import { controlWillChange, discardEdit, everEdited, holdState, markEdited, markReported } from "./controls"
import { dropWhere } from "./debounce"
import { changeElementOf, FormKind } from "./forms"
import { mirrorOf } from "./mirror"
import { document, native } from "./native"
import { lineage } from "./portal"
import { dropEvents, type LiveEvent } from "./queue"
import { change } from "./root"
import { placeOf, sessionOf, sessions, type Session } from "./sessions"
import { submitKeyName } from "./submit"

/** Returns the elements of the view of session that match selector. */
const elementsOf = <E extends Element>(session: Session, selector: string) =>
	[...document.querySelectorAll<E>(selector)].filter(element =>
		lineage(element).slice(1).map(sessionOf).find(each => each) === session)

const controlsIn = (session: Session) => elementsOf<Control>(session, controlSelector)

/**
 * Makes all input that the user ever entered count as new edits, before another view renders the page, except what
 * that view has received.
 */
export function holdInput(session: Session) {
	for (const control of controlsIn(session)) {
		if (session.recovered?.includes(changeElementOf(control)!)) {
			discardEdit(control)
			controlWillChange(control)
		} else if (everEdited.has(control) || isSubmitKey(control)) holdState(control)
	}
}

/**
 * Drops all that the previous user of the page entered: events that are delayed, that wait, and that
 * were sent, and what the page shows.
 */
export function dropInput(session: Session) {
	dropWhere(() => true)
	dropEvents(session, "stale", "another user")
	change(() => updateChildren(session.rootNode, [])) // controls that remained would keep their state
}

/**
 * Reports controls that are not at their default to the view: one change event for each element
 * with live-change, except where the view has received it or one of waitingEvents will report it. Such a control
 * keeps its state until the last of these events is acknowledged.
 */
export function reportInput(session: Session, waitingEvents: LiveEvent[], isAdopted: boolean) {
	const sources = new Map<Element, string[]>()
	for (const control of controlsIn(session)) {
		const element = changeElementOf(control)
		const isKey = isSubmitKey(control)
		const isAwaited = session.recovered?.includes(element!) || waitingEvents.some(event => event.element === element && event.controls)
		if (isKey) discardEdit(control)
		if (isKey ? control.value === mirrorOf(control)?.attrs.get("value") : !isAwaited && isAtDefault(control)) {
			discardEdit(control)
		} else if (element && !isAwaited) {
			if (!isKey) markEdited(control)
			sources.set(element, [control.name, ...sources.get(element) ?? []])
		}
	}
	for (const [element, names] of sources) {
		emitChange(element, names[1] ? [...new Set(names)] : names[0], {}, FormKind.restore, isAdopted ? null : native(element).getAttribute("live-auto-recover"))
	}
	for (const event of waitingEvents) markReported(event.controls ?? [], event)
}

/** Reports whether control has the key of a form, which is that of the page, not of a new view. */
const isSubmitKey = (control: Control) => control.name === submitKeyName

/** Reports whether the page holds what the user entered, as far as it is not empty. */
export function hasInput() {
	const isEntered = (control: Control) => {
		const isText = !isCheckable(control) && !isSelect(control)
		return everEdited.has(control) && (isText && control.value || !isAtDefault(control))
	}
	return sessions.some(session => controlsIn(session).some(isEntered) ||
		elementsOf(session, "[contenteditable]").some(region => everEdited.has(region) && native(region).textContent))
}

/** Reports whether control has its default state, which the browser computes for a copy. */
function isAtDefault(control: Control) {
	const form = document.createElement("form")
	const copy = control.cloneNode(true) as Control
	native(form).append(copy)
	native(form).reset()
	return isSameState(readState(copy), readState(control))
}

/**
 * Reports whether an event that was not sent means the same to the remounted view: its element
 * still has the binding. It updates the number of the component.
 */
export function isStillBound(event: LiveEvent) {
	const { element, binding } = event
	const { session, component } = placeOf(element)
	event.component = component
	return session === event.session && !!binding && native(element).isConnected && native(element).getAttribute(binding) === event.bindingValue
}
