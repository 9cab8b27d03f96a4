// Submits: while one of a form is unanswered, a submit of equal data is the same click.

import type { Form } from "./forms"
import { mirrorOf } from "./mirror"
import { document, native } from "./native"
import type { LiveEvent } from "./queue"

/** Name of the field that live.SubmitKey adds to a form. */
export const submitKeyName = "live-submit-key"

/** Reports whether two submits of a form send the same, apart from the key of live.SubmitKey. */
export const isSameSubmit = (a: LiveEvent, b: LiveEvent) => contentOf(a) === contentOf(b)

function contentOf({ url, form }: LiveEvent) {
	const [, source, data, unchecked] = form as Form
	return JSON.stringify([url, source, data.filter((_, i) => data[i - i % 2] !== submitKeyName), unchecked])
}

/** The attribute that showSubmits has given to an element. */
const marks = new Map<Element, string>()

/** Marks forms with an unanswered submit, and their submit buttons, which keep the focus. */
export function showSubmits(forms: Element[]) {
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
		if (!mirrorOf(element)?.attrs.has(name)) native(element).removeAttribute(name)
	}
	for (const [element, name] of wanted) {
		if (native(element).hasAttribute(name)) continue
		native(element).setAttribute(name, "true")
		marks.set(element, name)
	}
}
