// live-row: buttons that add, remove and move the rows of a form.

import { client } from "./client"
import { isControl } from "./control"
import { controlsOf, FormKind } from "./forms"
import { document } from "./native"

export function handleRowClick(event: MouseEvent, button: HTMLButtonElement) {
	const { form, name } = button
	if (!form) return
	const focused = document.activeElement
	if (event.isTrusted && !event.detail && focused !== button && isControl(focused)) {
		// For Enter in a field, the browser clicks the first button of the form. The user means the first
		// one that submits.
		const control = controlsOf(form).find(({ type, name }) => type as string === "submit" && !name.endsWith("]"))
		control?.click()
		return
	}
	client.dispatchBound(event, button, "live-row", false, fields => {
		const key = "k" + crypto.getRandomValues(new Uint32Array(2)).join("-")
		const rowName = name.replace("+", key)
		const isAdded = rowName !== name
		if (isAdded) client.expectFields(rowName)
		client.everEdited.add(form)
		client.emit(form, "live-change", { form: [FormKind.change, name, [name, isAdded ? key : button.value]], ...fields })
	})
}
