// Preserves user input across remounts.

import { changeElementOf, emitChange } from "./changes"
import { controlSelector, isCheckable, isSameState, isSelect, readState, type Control } from "./control"
import { discardEdit, everEdited, markEdited } from "./controls"
import { componentOf } from "./emit"
import type { LiveEvent } from "./queue"
import { rootElement } from "./root"

const allControls = () => rootElement.querySelectorAll<Control>(controlSelector)

/**
 * Makes all input that the user ever entered count as new edits, before another view renders the
 * page.
 */
export function holdInput() {
	for (const control of allControls()) {
		if (everEdited.has(control)) markEdited(control)
	}
}

/**
 * Reports controls that are not at their default to the view: one change event for each element
 * with live-change, except where one of waitingEvents will report it.
 */
export function reportInput(waitingEvents: LiveEvent[]) {
	const sources = new Map<Element, Control>()
	for (const control of allControls()) {
		const element = changeElementOf(control)
		if (isAtDefault(control)) {
			discardEdit(control)
		} else if (element && !waitingEvents.some(event => event.element === element)) {
			markEdited(control)
			sources.set(element, control)
		}
	}
	for (const [element, control] of sources) emitChange(element, control.name)
}

/** Reports whether the page holds what the user entered, as far as it is not empty. */
export function hasInput() {
	const isEntered = (control: Control) => {
		const isText = !isCheckable(control) && !isSelect(control)
		return everEdited.has(control) && (isText && control.value || !isAtDefault(control))
	}
	const regions = [...rootElement.querySelectorAll("[contenteditable]")]
	return [...allControls()].some(isEntered) || regions.some(region => everEdited.has(region) && region.textContent)
}

/** Reports whether control has its default state, which the browser computes for a copy. */
function isAtDefault(control: Control) {
	const form = document.createElement("form")
	const copy = control.cloneNode(true) as Control
	form.append(copy)
	form.reset()
	return isSameState(readState(copy), readState(control))
}

/**
 * Reports whether an event that was not sent means the same to the remounted view: its element
 * still has the binding. It updates the number of the component.
 */
export function isStillBound(event: LiveEvent) {
	const { element, binding } = event
	event.component = componentOf(element)
	return !!binding && element.isConnected && element.getAttribute(binding) === event.bindingValue
}
