// Gives controls the state that the server rendered (docs/explain/controls.md, "What the server controls").

import { setValue } from "./caret"
import { isCheckable, isSelect, liveFormSelector, selectOptions, type Control } from "./control"
import { isLeaf, mirrorOf } from "./mirror"
import { document, native } from "./native"

/** Checkboxes and radio buttons whose checked attribute the server has changed, and selects of whose options it has changed selected. */
export const serverChecked = new WeakSet<Control>()

/**
 * Applies the server's state to control, if the server controls it. A radio button is left alone
 * while isHeld reports true for one of its group.
 */
export function applyServerState(control: Control, isHeld: (control: Control) => boolean) {
	if (!mirrorOf(control) || control.type === "password" || control.type === "file") return
	if (isSelect(control)) {
		selectOptions(control, option => hasServerAttribute(option, "selected"), control.multiple && serverChecked.has(control))
	} else if (isCheckable(control)) {
		applyChecked(control, isHeld)
	} else {
		const value = serverValue(control)
		if (value !== undefined) setValue(control, value)
	}
}

const hasServerAttribute = (element: Element, name: string) => mirrorOf(element)?.attrs.has(name) === true

/**
 * Returns the value that the server rendered, or undefined if the server does not control the
 * value.
 */
function serverValue(control: HTMLInputElement | HTMLTextAreaElement) {
	const node = mirrorOf(control)!
	if (control.localName !== "textarea") return node.attrs.get("value")
	const isLive = control.name && control.form && native(control.form).closest(liveFormSelector)
	return isLive && !isLeaf(node) ? node.text : undefined
}

function applyChecked(control: HTMLInputElement, isHeld: (control: Control) => boolean) {
	const group = control.type === "radio" && control.name ? radioGroup(control) : [control]
	if (group.some(isHeld)) return
	const checked = group.find(member => hasServerAttribute(member, "checked"))
	if (checked) checked.checked = true
	else if (serverChecked.has(control)) control.checked = false
}

function radioGroup({ form, name }: HTMLInputElement) {
	const radios = [...native(form ?? document).querySelectorAll<HTMLInputElement>("input[type=radio]")]
	return radios.filter(radio => radio.name === name && radio.form === form)
}
