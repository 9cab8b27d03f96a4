// live-change: reports changes of controls once, although browsers fire both input and change.

import { isControl, isSameState, readState, type Control } from "./control"
import { discardEdit, everEdited, isComposing, markEdited } from "./controls"
import { flushWhere } from "./debounce"
import { dispatchDelayed } from "./dispatch"
import { isElement } from "./dom"
import { emit } from "./emit"
import { controlsOf, serialize } from "./forms"
import type { LiveEvent } from "./queue"

const binding = "live-change"
const selector = "[live-change]"

/**
 * State reported by the last input event of a control, so that a change event that repeats it is
 * not sent.
 */
const lastReported = new WeakMap<Control, ReturnType<typeof readState>>()

/** Returns the element with live-change that reports changes of element. */
export function changeElementOf(element: Element): Element | null {
	return element.closest(selector) ?? (element as Control).form?.closest(selector) ?? null
}

/**
 * Reports the state of the controls that element stands for. source is the name of the control that
 * changed.
 */
export function emitChange(element: Element, source: string, fields: Partial<LiveEvent> = {}) {
	const form = serialize(element, "change", source)
	emit(element, binding, { form, controls: controlsOf(element), ...fields })
}

/** Handles input, change and the end of a composition. */
export function handleChange(event: Event) {
	const target = event.composedPath()[0] as Control
	if (isControl(target)) {
		if (isRepeated(event, target)) {
			flushWhere(delayed => delayed.element === target)
			return
		}
		markEdited(target)
		if (isComposing(target)) return
	} else if (isElement(target)) {
		everEdited.add(target)
	}
	const element = isElement(target) && changeElementOf(target)
	if (!element) return

	const send = (fields?: Partial<LiveEvent>) => emitChange(element, target.name ?? "", fields)
	const delay = target.getAttribute("live-debounce") ?? element.getAttribute("live-debounce")
	dispatchDelayed(event, element, binding, target, delay, send)
}

/**
 * Reports whether event is a change event after an input event with the same state. It records the
 * state if not.
 */
function isRepeated(event: Event, control: Control) {
	const state = readState(control)
	const last = lastReported.get(control)
	if (event.type === "change" && last !== undefined && isSameState(last, state)) {
		lastReported.delete(control)
		return true
	}
	lastReported.set(control, state)
	return false
}

/**
 * Handles the reset of a form. The defaults, which its controls return to, are the server's state.
 */
export function handleReset(event: Event) {
	const form = event.target as HTMLFormElement
	setTimeout(() => { // the controls are reset after the event
		if (event.defaultPrevented) return
		for (const control of controlsOf(form)) discardEdit(control)
		const element = changeElementOf(form)
		if (element) emitChange(element, "")
	})
}
