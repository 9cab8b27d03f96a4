// live-row: buttons that add, remove and move the rows of a form.

import { isControl } from "./control"
import { everEdited } from "./controls"
import { dispatch } from "./dispatch"
import { emit } from "./emit"
import { expectFields } from "./focus"
import { controlsOf, FormKind } from "./forms"
import { document } from "./native"

export function handleRowClick(event: MouseEvent, button: HTMLButtonElement) {
	const { form, name } = button
	if (!form) return event.preventDefault()
	const focused = document.activeElement
	if (event.isTrusted && !event.detail && focused !== button && isControl(focused)) {
		// For Enter in a field, the browser clicks the first button of the form. The user means the first
		// one that submits.
		event.preventDefault()
		const control = controlsOf(form).find(({ type, name }) => type as string === "submit" && !name.endsWith("]"))
		control?.click()
		return
	}
	dispatch(event, button, "live-row", true, fields => {
		const key = "k" + crypto.getRandomValues(new Uint32Array(2)).join("-")
		const rowName = name.replace("+", key)
		const isAdded = rowName !== name
		if (isAdded) expectFields(rowName)
		everEdited.add(form)
		emit(form, "live-change", { form: [FormKind.change, name, [name, isAdded ? key : button.value]], ...fields })
	})
}
