// Collects what a form or a control reports to the server.

import { controlSelector, isCheckable } from "./control"
import { native } from "./native"

/** Why form data is sent. */
export const enum FormKind {
	change,
	submit,
	restore,
	reset,
}

/** The form part of an event (docs/reference/protocol.md, "Events"). */
export type Form = [kind: FormKind, source: string | string[], data: string[], unchecked?: string[]]

type Field = HTMLInputElement & HTMLSelectElement

export const changeSelector = "[live-change]"

const typesWithoutValue = /^(file|submit|button|image|reset)$/

/** Returns the form of a control, or the one around another element. */
export function formOf(element: Element) {
	const { form } = native(element as HTMLInputElement)
	return form instanceof HTMLFormElement ? form : native(element).closest("form")
}

/** Returns the element with live-change that reports changes of element. */
export function changeElementOf(element: Element): Element | null {
	const form = formOf(element)
	return native(element).closest(changeSelector) ?? (form && native(form).closest(changeSelector))
}

/**
 * Returns the controls that an element stands for: those of a form, the control itself, or those
 * inside the element.
 */
export function controlsOf(element: Element): Field[] {
	if (element instanceof HTMLFormElement) return [...native(element).elements] as Field[]
	if (native(element).matches(controlSelector)) return [element as Field]
	return [...native(element).querySelectorAll<Field>(controlSelector)]
}

/**
 * Returns the state of the controls that element stands for. source is the name of the control that
 * caused the event, or the names of several.
 */
export function serialize(element: Element, kind: FormKind, source: Form[1], submitter?: HTMLElement | null): Form {
	const controls = controlsOf(element).filter(control => control.name && !control.matches(":disabled"))
	const entries = element instanceof HTMLFormElement
		? [...formData(element, submitter)]
		: controls.flatMap(entriesOf)
	const texts = entries.filter(([, value]) => typeof value === "string") as string[][]

	const presentNames = new Set(entries.map(([name]) => name))
	const optionalNames = controls.map(control => {
		const isOptional = control.type === "select-multiple" || isCheckable(control)
		return control.getAttribute("live-row") ?? (isOptional ? control.name : "")
	})
	const slices = native(element).getAttribute("live-rows")?.split(" ") ?? []
	const uncheckedNames = [...slices, ...optionalNames].filter(name => name && !presentNames.has(name))
	const form: Form = [kind, source, texts.flat()]
	const unchecked = [...new Set(uncheckedNames)]
	if (unchecked[0]) form.push(unchecked)
	return form
}

/** Returns the data of form, which may reject submitter: a script has named it, or the page has changed. */
export function formData(form: HTMLFormElement, submitter?: HTMLElement | null) {
	try {
		return new FormData(form, submitter)
	} catch {
		return new FormData(form)
	}
}

/** Returns what a control outside of a form adds to the data, as it would in a form. */
function entriesOf(control: Field): [name: string, value: string][] {
	if (control.localName === "select") {
		const options = [...control.selectedOptions].filter(option => !option.matches(":disabled"))
		return options.map(option => [control.name, option.value])
	}
	const isOmitted = typesWithoutValue.test(control.type) || isCheckable(control) && !control.checked
	return isOmitted ? [] : [[control.name, control.value]]
}
