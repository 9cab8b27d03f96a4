import { document } from "./native"

/**
 * Sets the value of a text control. The caret keeps its place in the text that old and new value
 * have in common.
 */
export function setValue(control: HTMLInputElement | HTMLTextAreaElement, value: string) {
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
