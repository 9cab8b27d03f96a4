// The caret and the selection in text controls and editable regions.

import { document, native } from "./native"

type TextControl = HTMLInputElement | HTMLTextAreaElement

/** Gives element a selection that was saved, and reports whether it can have one. */
export type RestoreSelection = (element: Element) => boolean

/**
 * Returns a function that gives a text control the selection that element has now, after newOffset
 * has changed both ends.
 */
export function saveSelection(element: Element, newOffset = (offset: number) => offset): RestoreSelection {
	const { selectionStart, selectionEnd, selectionDirection } = native(element as TextControl)
	return target => {
		const control = native(target as TextControl)
		const isPossible = selectionStart != null && control.selectionStart != null
		if (isPossible) control.setSelectionRange(newOffset(selectionStart), newOffset(selectionEnd!), selectionDirection!)
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
		selection.collapse(element, native(element).childNodes.length)
	}
}

/**
 * Sets the value of a text control. The caret keeps its place if the text before or after it is
 * unchanged.
 */
export function setValue(control: TextControl, value: string) {
	const oldValue = control.value
	if (oldValue === value) return

	const restore = control === document.activeElement && saveSelection(control, offset => {
		const isEndUnchanged = !value.startsWith(oldValue.slice(0, offset)) && value.endsWith(oldValue.slice(offset))
		return isEndUnchanged ? value.length - oldValue.length + offset : offset
	})
	control.value = value
	if (restore) restore(control)
}
