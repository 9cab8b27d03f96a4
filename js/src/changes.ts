// live-change: reports changes of controls once, although browsers fire both input and change.

import { isControl, isSameState, readState, type Control, type State } from "./control"
import { discardEdit, everEdited, holdState, isComposing, markEdited, setComposing } from "./controls"
import { dropWhere, flushWhere } from "./debounce"
import { dispatchDelayed } from "./dispatch"
import { emit } from "./emit"
import { changeElementOf, controlsOf, FormKind, formOf, serialize, type Form } from "./forms"
import { native } from "./native"
import type { LiveEvent } from "./queue"

const binding = "live-change"

/**
 * State reported by the last input event of a control or custom element, so that a change event that
 * repeats it is not sent.
 */
const lastReported = new WeakMap<Element, State>()

/** State of a control in its last input or change event. */
const lastEdited = new WeakMap<Control, State>()

/**
 * Reports the state of the controls that element stands for. source is the name of the control that
 * changed, or the names of several, and event replaces that of the binding.
 */
export function emitChange(
	element: Element,
	source: Form[1],
	fields: Partial<LiveEvent> = {},
	kind = FormKind.change,
	event?: string | null,
) {
	const form = serialize(element, kind, source)
	emit(element, binding, { form, controls: controlsOf(element), ...fields }, {}, event)
}

/** Records that the user changed target, even if scripts of the page stop the event. */
export function recordEdit(event: Event, target: Element) {
	if (!isControl(target)) {
		everEdited.add(target)
		return
	}
	const state = readState(target)
	if (isRepeated(event, state, lastEdited.get(target))) {
		lastEdited.delete(target)
		return
	}
	lastEdited.set(target, state)
	markEdited(target)
}

export function endComposition(event: Event, target: Element) {
	setComposing(null)
	recordEdit(event, target)
}

/** Handles input, change and the end of a composition. */
export function handleChange(event: Event, target: Element) {
	if (isComposing(target)) return
	// An event inside a custom element is one of that element, which may be a control of a form.
	const source = [target, event.target as Element].find(changeElementOf)
	const element = source && changeElementOf(source)
	if (!element) return

	const state = isControl(source) ? readState(source) : serialize(element, FormKind.change, "")[2]
	if (isRepeated(event, state, lastReported.get(source))) {
		lastReported.delete(source)
		flushWhere(delayed => delayed.element === source)
		return
	}
	lastReported.set(source, state)
	const send = (fields?: Partial<LiveEvent>) => emitChange(element, native(source).getAttribute("name") ?? "", fields)
	const delay = native(source).getAttribute("live-debounce") ?? native(element).getAttribute("live-debounce")
	dispatchDelayed(event, element, binding, source, delay, send)
}

/** Reports whether event is a change event after an input event with the same state, which is last. */
const isRepeated = (event: Event, state: State, last: State | undefined) =>
	event.type === "change" && last !== undefined && isSameState(last, state)

/** Handles a reset. The controls of form return to their defaults after the event. */
export function handleReset(event: Event, form: Element) {
	setTimeout(() => {
		if (event.defaultPrevented) return
		const element = changeElementOf(form)
		everEdited.delete(form)
		for (const control of controlsOf(form)) {
			everEdited.delete(control)
			element ? holdState(control) : discardEdit(control) // an answer to what the user had typed may follow
		}
		if (!element) return
		dropWhere(delayed => delayed.binding === binding && formOf(delayed.element) === form)
		emitChange(element, "", {}, FormKind.reset)
	})
}
