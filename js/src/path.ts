// The path of an event: the elements around its target, in shadow trees too, as they were when it
// was dispatched.

import { isElement } from "./dom"
import { native } from "./native"
import { lineage, ownerOf } from "./portal"

/** Returns the innermost element on the path of event that has the attribute and passes the test. */
export function findBound(event: Event, attribute: string, test = (_: Element) => true) {
	return elementsOf(event).find(element => native(element).hasAttribute(attribute) && test(element))
}

export const modifiers = ["alt", "ctrl", "meta", "shift"]

/** Returns the modifiers that are pressed. */
export const modifiersOf = (event: any) => modifiers.filter(name => event[name + "Key"])

/** Returns the arguments of an event of a key. */
export function keyArguments(event: KeyboardEvent) {
	const args: Record<string, string> = { key: event.key }
	for (const name of modifiersOf(event)) args[name] = "true"
	return args
}

/** Returns the elements on the path of event, the innermost first. From the content of a portal it leads to its template. */
export function elementsOf(event: Event): Element[] {
	const path = (event.composedPath() as Node[]).filter(isElement)
	const i = path.findIndex(ownerOf)
	return i < 0 ? path : [...path.slice(0, i), ...lineage(path[i])]
}
