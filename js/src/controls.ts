// Form controls: resolves conflicts between user input and server updates, as specified in
// docs/explain/controls.md.

import { isControl, liveFormSelector, readState, writeState, type Control, type State } from "./control"
import { mirrorOf } from "./mirror"
import { document, native } from "./native"
import { applyServerState, serverChecked } from "./serverstate"

/** User input that the server has not acknowledged yet. */
interface Edit {
	/** The event that reports it. Absent until the event is queued. */
	event?: object
	/** Whether the server has changed the control since. */
	isPatched?: boolean
}

const edits = new Map<Control, Edit>()

/** Controls, and editable regions, that the user has edited at any time in this document. */
export const everEdited = new WeakSet<Element>()

/** The element in which an input method is composing text. */
let composingElement: Element | null = null

/** Controls that the running patch changes, and those whose edit was acknowledged. */
const patchedControls = new Set<Control>()

/** The user's states, which are restored after the running patch. */
const savedStates = new Map<Control, State>()

export const isComposing = (element: Element) => composingElement === element

export function setComposing(element: Element | null) {
	composingElement = element
}

/** Records that the user changed control. */
export function markEdited(control: Control) {
	everEdited.add(control)
	holdState(control)
}

/** Keeps the state of control when the server changes it, as if the user had changed it now. */
export const holdState = (control: Control) => edits.set(control, {})

/** Records that event reports the state of controls. */
export function markReported(controls: Iterable<Element>, event: object) {
	for (const control of controls) {
		const edit = edits.get(control as Control)
		if (edit) edit.event = event
	}
}

/** Records that event, which was queued, will not report anything. */
export function markUnreported(event: object) {
	for (const edit of edits.values()) {
		if (edit.event === event) delete edit.event
	}
}

/** Whether the running patch answers an event of the user. */
let isAnswer = false

/**
 * Reports whether the user is typing in element: it is a field with text that the server does not
 * know, or any field while a patch comes that the user did not cause.
 */
export function isTyping(element: Element | null) {
	if (!element) return false
	return isControl(element) ? !isAnswer || isHeld(element) : native(element as HTMLElement).isContentEditable
}

/** Ends the edits that events reported. The next patch gives their controls the server's state. */
export function acknowledgeEdits(events: Set<object>) {
	isAnswer = events.size > 0
	for (const [control, { event }] of edits) {
		if (!events.has(event!)) continue
		if (isComposing(control)) {
			edits.set(control, { isPatched: true })
		} else {
			edits.delete(control)
			patchedControls.add(control)
		}
	}
}

/** Discards the edit of a control that agrees with the server or was reset. */
export const discardEdit = (control: Control) => edits.delete(control)

/** Discards what is known of the controls in dom, which is about to be removed. */
export function forgetControls(dom: Node) {
	for (const control of edits.keys()) {
		if (native(dom).contains(control)) edits.delete(control)
	}
	if (native(dom).contains(composingElement)) composingElement = null
}

/** Ends the edit of a control that loses focus, unless an event reports it. */
export function endEditOnBlur(control: Control) {
	if (isComposing(control)) composingElement = null
	const edit = edits.get(control)
	if (!edit || edit.event) return
	const willBeReported = native(control.form ?? control).closest(liveFormSelector)
	if (willBeReported && !edit.isPatched) return
	edits.delete(control)
	if (edit.isPatched) applyServerState(control, isHeld)
}

/** Reports whether the user's state of control takes precedence over the server's. */
const isHeld = (control: Control) => edits.has(control) || isComposing(control) || control.validity.badInput

/** Saves the user's states. It is called before a patch. */
export function beforePatch() {
	for (const control of edits.keys()) {
		const isForeign = !mirrorOf(control)
		if (isForeign && !control.isConnected) edits.delete(control) // another script removed it
		else savedStates.set(control, readState(control))
	}
	if (isControl(composingElement)) savedStates.set(composingElement, readState(composingElement))
}

/** Restores the user's states and applies the server's state to all other patched controls. */
export function afterPatch() {
	const states = [...savedStates]
	const patched = [...patchedControls]
	savedStates.clear()
	patchedControls.clear()
	for (const [control, state] of states) {
		if (!control.isConnected) continue
		if (!writeState(control, state)) applyServerState(control, isHeld)
	}
	for (const control of patched) {
		if (!isHeld(control)) applyServerState(control, isHeld)
	}
}

/** Is called before a patch changes an attribute. */
export function attributeWillChange(element: Element, name: string) {
	if (native(element).localName === "option") {
		optionsWillChange(element, name)
	} else if (isControl(element) && (name === "value" || name === "checked")) {
		if (name === "checked") serverChecked.add(element)
		controlWillChange(element)
	}
}

/** Is called before a patch changes the children of dom, which may be options of a select, or an attribute of an option. */
export function optionsWillChange(dom: Node | null, attribute?: string) {
	const select = dom && native(dom as Element).closest?.("select")
	if (!select) return
	if (attribute === "selected") serverChecked.add(select)
	if (!savedStates.has(select)) savedStates.set(select, readState(select))
	controlWillChange(select)
}

/** Is called before a patch changes a control. */
export function controlWillChange(control: Control) {
	patchedControls.add(control)

	// A control no longer follows its value attribute once its value was set. That preserves a
	// password and the caret.
	const hasFocus = control === document.activeElement
	const hasCaret = hasFocus && (control as HTMLInputElement).selectionStart != null
	if (hasCaret || control.type === "password") control.value = control.value

	const edit = edits.get(control)
	if (edit) edit.isPatched = true
}
