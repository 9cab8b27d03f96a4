// From a binding to an event.

import { push, type Event } from "./queue"

// componentOf is the number of the innermost component around e, 0 for the page.
export const componentOf = (e: Element) => Number(e.closest("[live-c]")?.getAttribute("live-c") ?? 0)

// emit sends the event that e binds, or another. Arguments come from live-value-* attributes and from more.
export function emit(el: Element, binding: string, rest: Partial<Event> = {}, more: Record<string, string> = {}, other?: string) {
	const value = el.getAttribute(binding), event = other ?? value
	if (event === null) return rest.done?.()
	const args = new URLSearchParams()
	for (const a of el.attributes) if (a.name.startsWith("live-value-")) args.append(a.name.slice(11), a.value)
	for (const name in more) args.append(name, more[name])
	const query = `${args}`
	push({
		el, binding, value, component: componentOf(el),
		url: event + (query && (event.includes("?") ? "&" : "?") + query), ...rest,
	})
}
