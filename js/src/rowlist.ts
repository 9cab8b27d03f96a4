// The rows of a form that have handles (Form.DragRow of package live).

import { document, native } from "./native"
import { findBound } from "./path"

export type Handle = HTMLButtonElement

/** Returns the innermost button with the attribute at which event has occurred. */
export const findButton = (event: Event, attribute: string) => findBound(event, attribute) as Handle | undefined

/** Returns the name of the list of a handle. */
export const listOf = (handle: Element) => native(handle).getAttribute("live-drag")!

/** Returns the handles of the rows in the list of handle, in their order. */
export const handlesOf = (handle: Handle) => [...document.querySelectorAll<Handle>("[live-drag]")]
	.filter(other => other.form === handle.form && listOf(other) === listOf(handle))

/** Returns the element of a row: the outermost one around its handle that contains no other handle of its list. */
export function rowOf(handle: Handle, handles = handlesOf(handle)): Element {
	let row: Element = handle
	const isAlone = (element: Element) => !handles.some(other => other !== handle && native(element).contains(other))
	for (let each: Element | null = handle; each && isAlone(each); each = native(each).parentElement) row = each
	return row
}

export const isDisabled = (handle: Handle) => handle.disabled || handle.getAttribute("aria-disabled") === "true"

/** Returns the key of the row of a handle. */
export const keyOfRow = (handle: Handle) => handle.name.slice(handle.name.lastIndexOf("[") + 1, -1)

/** Returns the position of the row with this name among those of its list, from 1, and their number. */
export function positionOf(form: HTMLFormElement | null, list: string, name: string): [position: number, count: number] {
	const buttons = [...document.querySelectorAll<Handle>("[live-drag],[live-row]")].filter(button =>
		button.form === form && [listOf(button), button.getAttribute("live-row")].includes(list) && !button.name.endsWith("[+]"))
	const names = [...new Set(buttons.map(button => button.name))]
	return [names.indexOf(name) + 1, names.length]
}
