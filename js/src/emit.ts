// Turns a binding into an event for the server.

import { native } from "./native"
import { push, type LiveEvent } from "./queue"

const valuePrefix = "live-value-"

/** Returns the number of the innermost component around element: 0 is the page. */
export const componentOf = (element: Element) => {
	const component = native(element).closest("[live-c]")
	return component ? Number(native(component).getAttribute("live-c")) : 0
}

/**
 * Sends an event: the one that the binding of element names, or else the one called name. Its
 * arguments come from the live-value-* attributes of element and from args. Properties of fields
 * override those of the event.
 */
export function emit(
	element: Element,
	binding: string,
	fields: Partial<LiveEvent> = {},
	args: Record<string, string> = {},
	name?: string,
) {
	const bindingValue = native(element).getAttribute(binding)
	const event = name ?? bindingValue
	if (event === null) {
		fields.done?.()
		return
	}
	const params = new URLSearchParams()
	for (const attribute of native(element).attributes) {
		if (!attribute.name.startsWith(valuePrefix)) continue
		params.append(attribute.name.slice(valuePrefix.length), attribute.value)
	}
	for (const key in args) params.append(key, args[key])
	const query = `${params}`
	const separator = event.includes("?") ? "&" : "?"
	const url = query ? event + separator + query : event
	push({ element, binding, bindingValue, component: componentOf(element), url, ...fields })
}
