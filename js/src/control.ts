// Reads and writes the state of form controls.

import { setValue } from "./caret"
import { native } from "./native"

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** What the user can change: whether a control is checked, the selected values, or the value. */
export type State = string | boolean | string[]

export const controlSelector = "input,select,textarea"

/** Matches forms and other elements whose controls are reported to the server. */
export const liveFormSelector = "[live-change],[live-submit]"

export const isControl = (target: unknown): target is Control =>
	/^(input|select|textarea)$/.test(target ? native(target as Element).localName : "")

export const isSelect = (control: Control): control is HTMLSelectElement => control.localName === "select"

export const isCheckable = (control: Control): control is HTMLInputElement =>
	control.type === "checkbox" || control.type === "radio"

export function readState(control: Control): State {
	if (isCheckable(control)) return control.checked
	if (isSelect(control)) return [...control.selectedOptions].map(option => option.value)
	return control.type === "file" ? "" : control.value
}

export const isSameState = (a: State, b: State) => `${a}` === `${b}`

/**
 * Writes a state that was read before. It reports false if control is a select that has none of the
 * options.
 */
export function writeState(control: Control, state: State): boolean {
	if (control.type === "file" || isSameState(readState(control), state)) return true
	if (isSelect(control)) {
		const values = state as string[]
		return selectOptions(control, option => values.includes(option.value), control.multiple && values[0] == null)
	}
	if (isCheckable(control)) control.checked = state as boolean
	else setValue(control, state as string)
	return true
}

/**
 * Selects the options that pass the test. It reports false, and changes nothing, if there are none, unless canBeNone.
 */
export function selectOptions(select: HTMLSelectElement, test: (option: HTMLOptionElement) => boolean, canBeNone: boolean): boolean {
	const options = [...select.options]
	if (!canBeNone && !options.some(test)) return false
	for (const option of options) {
		const isWanted = test(option)
		if (option.selected !== isWanted) option.selected = isWanted
	}
	return true
}
