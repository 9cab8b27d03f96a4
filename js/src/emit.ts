// Turns a binding into an event for the server.

import { isList, parseSteps, takeSteps } from "./commands"
import { flushWhere } from "./debounce"
import { FormKind, formOf } from "./forms"
import { native } from "./native"
import { push, type LiveEvent } from "./queue"
import { placeOf } from "./sessions"

const valuePrefix = "live-value-"

/** Sends the delayed events that element or its form must not overtake. */
function flushBefore(element: Element) {
	const form = formOf(element)
	flushWhere(delayed => !form || (formOf(delayed.element) ?? form) === form)
}

/**
 * Sends an event: the one that the binding of element names, or else the one called name. Its
 * arguments come from the live-value-* attributes of element and from args. Properties of fields
 * override those of the event. If the binding has a list, it takes the steps.
 */
export function emit(
	element: Element,
	binding: string,
	fields: Partial<LiveEvent> = {},
	args: Record<string, string> = {},
	name?: string | null,
) {
	const value = name ?? native(element).getAttribute(binding)
	const isRestored = fields.form?.[0] === FormKind.restore // the user has not acted
	if (value === null) fields.done?.()
	else if (!isList(value)) push(newEvent(element, binding, fields, args, value))
	else if (!isRestored) takeSteps(element, binding, value, fields, args)
	else for (const step of parseSteps(value)) {
		if (typeof step === "string") push(newEvent(element, binding, fields, args, step))
	}
}

/** Returns an event that element sends, and sends the delayed ones that an act of the user must not overtake. */
export function newEvent(
	element: Element, binding: string, fields: Partial<LiveEvent>, args: Record<string, string>, event: string,
): LiveEvent {
	if (!fields.isAutomatic) flushBefore(element)
	const params = new URLSearchParams()
	for (const attribute of native(element).attributes) {
		if (!attribute.name.startsWith(valuePrefix)) continue
		params.append(attribute.name.slice(valuePrefix.length), attribute.value)
	}
	for (const key in args) params.append(key, args[key])
	const query = `${params}`.replace(/(%[89A-F].)+/g, decodeURIComponent) // other than ASCII: one third of the bytes
	const separator = event.includes("?") ? "&" : "?"
	const url = query ? event + separator + query : event
	return { element, binding, bindingValue: native(element).getAttribute(binding), url, ...placeOf(element), ...fields }
}
