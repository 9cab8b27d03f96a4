// Keeps the focus in the page while a patch removes and moves nodes.

import { moveCaretToEnd, saveSelection, type RestoreSelection } from "./caret"
import { isTyping } from "./controls"
import { elementsIn } from "./dom"
import { document, native } from "./native"

/** The id and selection of the focused element that was removed, the operation of a button of a row, and where it was. */
let lostID = ""
let lostSelection: RestoreSelection | undefined
let lostOperation: string | null
let lostPosition: Range | undefined

/** Matches elements that receive the focus when they appear. */
let focusSelector = "[autofocus]"

/** Gives the focus to the first field whose name begins with prefix, when it appears. */
export function expectFields(prefix: string) {
	focusSelector = `[autofocus],:not(button)[name^="${prefix}"]`
}

/** The elements with autofocus that the running patch has inserted. */
let appeared: HTMLElement[] = []

/** Remembers the elements in dom, which was inserted, that receive the focus. */
export function rememberAutofocus(dom: Node) {
	appeared.push(...elementsIn(dom).filter(element => native(element).matches(focusSelector)))
}

/** Remembers the focus if it is inside dom, which is about to be removed. */
export function rememberFocus(dom: Node) {
	const focused = document.activeElement
	if (!focused || focused === document.body || !native(dom).contains(focused)) return
	lostID = native(focused).id
	lostSelection = saveSelection(focused)
	lostOperation = native(focused).hasAttribute("live-row") ? (focused as HTMLButtonElement).value : null
	lostPosition = document.createRange()
	lostPosition.setStartBefore(dom)
}

/**
 * Moves the focus to the first field with autofocus that has appeared, unless the user is typing
 * elsewhere.
 * Otherwise, if the focused element was removed and nothing has the focus, it moves the focus to the element with the
 * same id, or to the nearest focusable one, preferably after the old position. After a button of a row, that is
 * preferably one for the same operation.
 */
export function restoreFocus() {
	const fields = appeared
	const position = lostPosition
	appeared = []
	lostPosition = undefined
	if (!isTyping(document.activeElement) && fields.some(field => focus(field, false))) return
	if (!position || document.activeElement !== document.body) return
	if (lostID && focus(document.getElementById(lostID), true, lostSelection)) return

	const isAlike = (element: HTMLElement) => (element as HTMLButtonElement).value === lostOperation
	let scope: Node | null = position.startContainer
	while (scope && scope !== document.body) {
		const focusable = elementsIn(scope).filter(element => native(element).tabIndex >= 0)
		const after = focusable.filter(element => position.comparePoint(element, 0) >= 0)
		const nearest = [...after, ...focusable.reverse()].sort((a, b) => +isAlike(b) - +isAlike(a))
		if (nearest.some(element => focus(element))) return
		scope = native(scope).parentNode
	}
}

/**
 * Focuses element and reports whether that succeeded. A field gets the lost selection, or its caret
 * at the end.
 */
function focus(element: HTMLElement | null, preventScroll = true, restoreSelection?: RestoreSelection) {
	if (!element) return false
	// WebKit selects the text of a field when it gets the focus for the first time, unless it has a selection.
	const field = native(element as HTMLInputElement)
	if (field.selectionEnd === 0) field.setSelectionRange(0, 0)
	native(element).focus({ preventScroll })
	if (document.activeElement !== element) return false
	if (!restoreSelection?.(element)) moveCaretToEnd(element)
	return true
}
