// Preserves user input across remounts, unless the page belongs to another user afterwards.

import { changeElementOf, emitChange } from "./changes"
import { controlSelector, isCheckable, isSameState, isSelect, readState, type Control } from "./control"
import { discardEdit, everEdited, holdState, markEdited, markReported } from "./controls"
import { dropAll } from "./debounce"
import { componentOf } from "./emit"
import { controlsOf, FormKind, serialize } from "./forms"
import { mirrorOf } from "./mirror"
import { document, native } from "./native"
import { fail, filterWaiting, jsonSize, maxMessage, type LiveEvent } from "./queue"
import { change, morphRoot, rootElement } from "./root"
import { submitKeyName } from "./submit"

const allControls = () => native(rootElement).querySelectorAll<Control>(controlSelector)

/**
 * Makes all input that the user ever entered count as new edits, before another view renders the
 * page.
 */
export function holdInput() {
	for (const control of allControls()) {
		if (everEdited.has(control) || isSubmitKey(control)) holdState(control)
	}
}

/**
 * Drops all that the previous user of the page entered: events that are delayed, that wait, and that
 * were sent, and what the page shows.
 */
export function dropInput(sent: LiveEvent[]) {
	const why = "another user"
	dropAll()
	for (const event of sent) fail(event, "stale", why)
	filterWaiting(() => false, why)
	change(() => morphRoot("")) // controls that remained would keep their state
}

/**
 * Reports controls that are not at their default to the view: one change event for each element
 * with live-change, except where one of waitingEvents will report it. Such a control keeps its state
 * until the last of these events is acknowledged.
 */
export function reportInput(waitingEvents: LiveEvent[]) {
	const sources = new Map<Element, Control>()
	for (const control of allControls()) {
		const element = changeElementOf(control)
		const isKey = isSubmitKey(control)
		const isAwaited = waitingEvents.some(event => event.element === element && event.controls)
		if (isKey) discardEdit(control)
		if (isKey ? control.value === mirrorOf(control)?.attrs.get("value") : !isAwaited && isAtDefault(control)) {
			discardEdit(control)
		} else if (element && !isAwaited) {
			if (!isKey) markEdited(control)
			sources.set(element, control)
		}
	}
	for (const [element, control] of sources) emitChange(element, control.name, {}, FormKind.restore)
	for (const event of waitingEvents) markReported(event.controls ?? [], event)
}

/** Reports whether control has the key of a form, which is that of the page, not of a new view. */
const isSubmitKey = (control: Control) => control.name === submitKeyName

/**
 * Returns what the forms with rows hold that the user has changed. A view that is mounted by a join
 * receives it before the page has the rows of that view.
 */
export function formsWithRows() {
	const forms = [...native(rootElement).querySelectorAll("[live-rows]")].flatMap(form => {
		const controls = controlsOf(form)
		const edited = [form, ...controls].filter(element => everEdited.has(element))
		if (!edited[0]) return []
		const source = native(edited.at(-1)!).getAttribute("name") ?? ""
		return [[componentOf(form), native(form).getAttribute("live-change"), serialize(form, FormKind.restore, source)]]
	})
	if (forms[0] && jsonSize(forms) < maxMessage / 2) return forms
}

/** Reports whether the page holds what the user entered, as far as it is not empty. */
export function hasInput() {
	const isEntered = (control: Control) => {
		const isText = !isCheckable(control) && !isSelect(control)
		return everEdited.has(control) && (isText && control.value || !isAtDefault(control))
	}
	const regions = [...native(rootElement).querySelectorAll("[contenteditable]")]
	return [...allControls()].some(isEntered) || regions.some(region => everEdited.has(region) && region.textContent)
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
	event.component = componentOf(element)
	return !!binding && native(element).isConnected && native(element).getAttribute(binding) === event.bindingValue
}
