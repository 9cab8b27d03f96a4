// Gives the focus back that a dialog or popover has had, and keeps it in one that an update replaces.

import { saveSelection, type RestoreSelection } from "./caret"
import { client } from "./client"
import { elementsIn, isElement } from "./dom"
import { document, native } from "./native"
import { counterpartOf } from "./successor"

/** What had the focus before a dialog or popover was opened. */
export interface Opener {
	focused: Element
	/** Where it was in the document: it may be removed. */
	position: Range
	restoreCaret: RestoreSelection
	/** The dialog or popover around it, and what had the focus before that. */
	around: Element | null
	outer?: Opener
}

const surfaces = "dialog,[popover]"

const openers = new WeakMap<Element, Opener>()

/** What had the focus before the running update, and its selection. */
let before: [focused: Element, restoreCaret: RestoreSelection] | undefined

const noteFocus = (focused = document.activeElement!): NonNullable<typeof before> => [focused, saveSelection(focused)]

/** Takes note of the focus. It must be called before an update. */
export function noteFocusBefore() {
	before = noteFocus()
}

/** Discards what noteFocusBefore has noted. It must be called after the update. */
export function forgetFocusBefore() {
	before = undefined
}

/** Takes note that surface, which is about to be opened, takes the focus from focused. */
export function rememberOpener(surface: Element, focused: Element | null | undefined) {
	openers.delete(surface)
	if (!focused || focused === document.body || native(surface).contains(focused)) return
	const position = document.createRange()
	position.setStartBefore(focused)
	const around = native(focused).closest(surfaces)
	openers.set(surface, { focused, position, around, outer: openers.get(around!), restoreCaret: saveSelection(focused) })
}

/** Returns what has the focus, or the button that causes event if nothing has: Safari does not focus buttons. */
export const focusedOr = (event: Event) =>
	document.activeElement === document.body ? (event as ToggleEvent & { source?: Element | null }).source : document.activeElement

/** Reports whether an update has removed element, which stays until its animation ends. */
export const isLeaving = (element: Element) => client.mirrorOf(native(element).closest("[live-remove][inert]")!)?.parent === null

/** Makes what had the focus before old was opened that of its successor. */
export function moveOpener(old: Element, successor: Element) {
	const opener = openers.get(old)
	openers.delete(old)
	if (opener) openers.set(successor, opener)
}

/**
 * Gives the focus back to what had it before surface was opened, if nothing else has it now: the browser does so only
 * if that element is still there. Otherwise it goes to what an update has put in its place, to what is near, or to
 * what had it before the dialog or popover around that was opened.
 */
export function returnFocus(surface: Element) {
	const opener = openers.get(surface)
	openers.delete(surface)
	const { activeElement } = document
	// Until the browser renders the page, the focus may still be in what is closed.
	if (!opener || activeElement !== document.body && !native(surface).contains(activeElement)) return
	for (let each: Opener | undefined = opener; each; each = each.outer) {
		if (focus(counterpartOf(each.focused), each.restoreCaret) || focusNear(each.position, each.around)) return
	}
	focusNear(opener.position, null)
}

/** Gives the focus back that the running update has taken by moving or replacing the element that had it. */
export function restoreFocus() {
	if (before && document.activeElement === document.body) focus(counterpartOf(before[0]), before[1])
}

/** Discards what had the focus before surface was opened. */
export const forgetOpener = (surface: Element) => openers.delete(surface)

/** Reports whether the focus is in surface, or was before the running update. */
export const hadFocus = (surface: Element) => native(surface).contains((before ?? noteFocus())[0])

/** Gives the focus to what takes the place of the element in old that had it. */
export function keepFocus(old: Element) {
	const [focused, restoreCaret] = before ?? noteFocus()
	if (native(old).contains(focused)) focus(counterpartOf(focused), restoreCaret)
}

/** Gives the focus to the nearest element, preferably after position, but not outside of limit. */
function focusNear(position: Range, limit: Element | null) {
	for (let scope: Node | null = position.startContainer; scope && scope !== document.body; scope = native(scope).parentNode) {
		if (!isElement(scope)) continue
		const focusable = elementsIn(scope).filter(element => native(element).tabIndex >= 0)
		const after = focusable.filter(element => position.comparePoint(element, 0) >= 0)
		if ([...after, ...focusable.reverse()].some(element => focus(element))) return true
		if (scope === limit) return false
	}
	return false
}

function focus(element: Element | undefined, restoreCaret?: RestoreSelection) {
	if (!element) return false
	if (document.activeElement === element) return true
	native(element as HTMLElement).focus({ preventScroll: true })
	if (document.activeElement !== element) return false
	restoreCaret?.(element)
	return true
}
