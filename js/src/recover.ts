// What people typed outlives the view that they typed it for.

import { changeOf, sendChange } from "./changes"
import { edited, forget, read, wasTyped, type Control } from "./controls"
import { componentOf } from "./emit"
import type { Event } from "./queue"

const all = (root: Element) => root.querySelectorAll<Control>("input,select,textarea")

// retype makes all that was ever typed into the page count as newly typed, before another view draws it.
export function retype(root: Element) {
	for (const e of all(root)) if (wasTyped(e)) edited(e)
}

// recover tells the view of controls that are not at their default, one change event for each live form.
export function recover(root: Element, waiting: Event[]) {
	const found = new Map<Element, Control>()
	for (const e of all(root)) {
		const bound = changeOf(e)
		if (!isDirty(e)) forget(e)
		else if (bound && !waiting.some(w => w.el === bound)) {
			edited(e)
			found.set(bound, e)
		}
	}
	for (const [bound, e] of found) sendChange(bound, e.name)
}

// isDirty lets the browser say what the default would be.
function isDirty(e: Control) {
	const form = document.createElement("form"), copy = e.cloneNode(true) as Control
	form.append(copy)
	form.reset()
	return `${read(copy)}` !== `${read(e)}`
}

// stillBound says whether e, which nobody has seen yet, means the same in the view that was mounted anew.
export function stillBound(e: Event) {
	e.component = componentOf(e.el)
	return !!e.binding && e.el.isConnected && e.el.getAttribute(e.binding) === e.value
}
