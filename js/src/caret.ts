// The caret and the selection in text controls and editable regions.

import { document, native } from "./native"

type TextControl = HTMLInputElement | HTMLTextAreaElement

/** Gives element a selection that was saved, and reports whether it can have one. */
export type RestoreSelection = (element: Element) => boolean

/** Returns a function that gives a text control the selection that element has now. */
export function saveSelection(element: Element): RestoreSelection {
	const { selectionStart, selectionEnd, selectionDirection } = native(element as TextControl)
	return target => {
		const control = native(target as TextControl)
		const isPossible = selectionStart != null && control.selectionStart != null
		if (isPossible) control.setSelectionRange(selectionStart, selectionEnd, selectionDirection!)
		return isPossible
	}
}

/** Moves the caret of element, which got the focus, to the end of its text, unless a script moved it. */
export function moveCaretToEnd(element: HTMLElement) {
	const control = native(element as HTMLInputElement)
	const selection = getSelection()!
	if (control.selectionEnd === 0) {
		control.setSelectionRange(control.value.length, control.value.length)
	} else if (control.isContentEditable && selection.isCollapsed && !selection.anchorOffset) {
		selection.selectAllChildren(element)
		selection.collapseToEnd()
	}
}

/**
 * Sets the value of a text control. The caret keeps its place in the text that old and new value
 * have in common.
 */
export function setValue(control: TextControl, value: string) {
	const oldValue = control.value
	if (oldValue === value) return

	// An email, number or date control has no selection: its selectionStart is null.
	const hasFocus = control === document.activeElement
	const { selectionStart, selectionEnd, selectionDirection } = control
	control.value = value
	if (!hasFocus || selectionStart === null) return

	const minLength = Math.min(oldValue.length, value.length)
	let prefix = 0
	while (prefix < minLength && oldValue[prefix] === value[prefix]) prefix++
	let suffix = 0
	while (suffix < minLength - prefix && oldValue.at(-1 - suffix) === value.at(-1 - suffix)) suffix++

	const newOffset = (offset: number) => {
		if (offset <= prefix) return offset
		const fromEnd = oldValue.length - offset
		return value.length - Math.min(suffix, fromEnd)
	}
	control.setSelectionRange(newOffset(selectionStart), newOffset(selectionEnd!), selectionDirection!)
}
