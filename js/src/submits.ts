// Shows which submits are unanswered.

import { client } from "./client"
import { FormKind } from "./forms"
import { document, native } from "./native"
import type { LiveEvent } from "./queue"

/** The attribute that showSubmits has given to an element. */
const marks = new Map<Element, string>()

/** Marks forms with an unanswered submit, and their submit buttons, which keep the focus. */
export function showSubmits() {
	const events = [...client.tasks] as Partial<LiveEvent>[]
	const forms = events.filter(({ form }) => form?.[0] === FormKind.submit).map(({ element }) => element!)
	const wanted = new Map<Element, string>(forms.map(form => [form, "aria-busy"]))
	if (forms[0]) {
		for (const button of document.querySelectorAll<HTMLButtonElement>("button,input")) {
			const isOfForm = forms.includes(button.form!) && /submit|image/.test(button.type)
			if (isOfForm) wanted.set(button, "aria-disabled")
		}
	}
	for (const [element, name] of marks) {
		if (wanted.has(element)) continue
		marks.delete(element)
		if (!client.mirrorOf(element)?.attrs.has(name)) native(element).removeAttribute(name)
	}
	for (const [element, name] of wanted) {
		if (native(element).hasAttribute(name)) continue
		native(element).setAttribute(name, "true")
		marks.set(element, name)
	}
}
