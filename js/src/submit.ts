// Submits: while one of a form is unanswered, a submit of equal data is the same click.

import type { Form } from "./forms"
import type { LiveEvent } from "./queue"

/** Name of the field that live.SubmitKey adds to a form. */
export const submitKeyName = "live-submit-key"

/** Reports whether two submits of a form send the same, apart from the key of live.SubmitKey. */
export const isSameSubmit = (a: LiveEvent, b: LiveEvent) => contentOf(a) === contentOf(b)

function contentOf({ url, form }: LiveEvent) {
	const [, source, data, unchecked] = form as Form
	return JSON.stringify([url, source, data.filter((_, i) => data[i - i % 2] !== submitKeyName), unchecked])
}
