// Writes to the clipboard.

import { dispatchLiveEvent } from "./dom"
import { document } from "./native"

/** Copies text, and dispatches live:copied on element. */
export async function copyText(text: string, element: Element | null) {
	try {
		if (navigator.clipboard) await navigator.clipboard.writeText(text)
		else copyByEvent(text)
		dispatchLiveEvent("copied", text, element ?? window)
	} catch (err) {
		console.error("live: cannot copy:", err)
	}
}

/** Copies text on a page without HTTPS. */
function copyByEvent(text: string) {
	const handle = (event: ClipboardEvent) => {
		event.stopImmediatePropagation()
		event.preventDefault()
		event.clipboardData!.setData("text/plain", text)
	}
	addEventListener("copy", handle, true)
	const isCopied = document.execCommand("copy")
	removeEventListener("copy", handle, true)
	if (!isCopied) throw Error("the browser refuses it")
}
