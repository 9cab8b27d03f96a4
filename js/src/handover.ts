// Socket.SubmitForm: the browser submits a form itself, after the server has handled its submit.

import { formData } from "./forms"
import { native } from "./native"
import type { LiveEvent } from "./queue"

/**
 * Submits the form of event to a path, by POST and with the button that the user has pressed. Neither the validity
 * is checked again nor is there another event: those of the user's submit have come before.
 */
export function submitNatively({ element, submitter }: LiveEvent, path: string) {
	const url = new URL(path, location.href)
	if (!(element instanceof HTMLFormElement) || !native(element).isConnected || url.origin !== location.origin) return
	const button = submitter as HTMLButtonElement | null | undefined
	const attributes: Record<string, string | null | undefined> = {
		action: url.href,
		method: "post",
		enctype: button?.getAttribute("formenctype"),
		target: button?.getAttribute("formtarget"),
	}
	const entries = [...formData(element, button)]
	/** Gives the request the data with the button, whose place among the fields only FormData knows. */
	const setData = ({ target, formData: data }: FormDataEvent) => {
		if (target !== element) return
		for (const name of new Set(data.keys())) data.delete(name)
		for (const [name, value] of entries) data.append(name, value as Blob)
	}
	const before = Object.keys(attributes).map(name => [name, native(element).getAttribute(name)] as const)
	for (const name in attributes) {
		if (attributes[name] != null) native(element).setAttribute(name, attributes[name])
	}
	native(element).addEventListener("formdata", setData) // does not leave a shadow tree
	addEventListener("formdata", setData) // after the listeners of the page
	native(element).submit()
	removeEventListener("formdata", setData)
	native(element).removeEventListener("formdata", setData)
	for (const [name, value] of before) {
		if (value === null) native(element).removeAttribute(name)
		else native(element).setAttribute(name, value)
	}
}
