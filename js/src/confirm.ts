// Questions of live-confirm that the page asks in place of the browser. The event waits for the answer, and is then
// repeated, so that it happens as if the user had answered first.

import { createButton, createElement } from "./dom"
import { document, native } from "./native"
import { closeDialog, showDialog } from "./modals"
import { counterpartOf } from "./successor"

/** True while an event is repeated. */
let isAnswered = false

/** The elements whose questions are shown. */
const asking = new Set<Element>()

/**
 * Asks question, and repeats event if the answer is yes. It reports whether event is such a repetition, or returns
 * undefined if the browser is to ask.
 */
export function ask(event: Event, element: Element, question: string) {
	if (isAnswered || !native(document.documentElement).hasAttribute("live-confirm-dialog")) return isAnswered || undefined
	if (!asking.has(element)) askThenRepeat(event, element, question)
	return false
}

async function askThenRepeat(event: Event, element: Element, question: string) {
	const target = event.composedPath()[0] as Element
	const { submitter } = event as SubmitEvent
	const tag = startTag(element)
	asking.add(element)
	try {
		if (!await (window.liveSocket.confirm ?? askInDialog)(question, submitter ?? element)) return
		const [present, bound, button] = [target, element, submitter].map(each => each && counterpartOf(each))
		// The user has accepted what the element did when it was asked.
		if (!present || startTag(bound ?? present) !== tag) return
		isAnswered = true
		if (event.type === "submit") native(present as HTMLFormElement).requestSubmit(button as HTMLElement | undefined)
		else native(present).dispatchEvent(new MouseEvent(event.type, event as MouseEvent))
	} catch (err) {
		console.error("live:", err)
	} finally {
		isAnswered = false
		asking.delete(element)
	}
}

/** Returns the attributes of element that decide what its event does. */
const startTag = (element: Element) => [...native(element).attributes].filter(({ name }) => /^(live-(?!c$)|href$)/.test(name)).map(({ name, value }) => name + value).join()

/** The texts of the buttons, in English. The layout may replace them: see Texts of package live. */
const labels = {
	cancel: "Cancel",
	ok: "OK",
}
const meta = document.querySelector<HTMLMetaElement>("head>meta[name=live-texts]")
Object.assign(labels, meta?.dataset)

/** Asks question in a dialog. */
function askInDialog(question: string) {
	return new Promise<boolean>(resolve => {
		const dialog = createElement("dialog", { id: "live-confirm", role: "alertdialog", ariaLabel: question }) as HTMLDialogElement
		const answer = (isAccepted: boolean) => {
			closeDialog(dialog)
			resolve(isAccepted)
		}
		const buttons = createElement("div", {})
		native(buttons).append(
			createButton(labels.cancel, () => answer(false)),
			createButton(labels.ok, () => answer(true)),
		)
		native(dialog).append(createElement("p", { textContent: question }), buttons)
		dialog.onclose = () => answer(false)
		native(document.body).append(dialog)
		showDialog(dialog)
	})
}
