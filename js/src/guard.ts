// Asks before the user leaves a page with live-unsaved: data that is not saved.

import { client } from "./client"
import { documentLoadTime } from "./limits"
import { native } from "./native"

/** Whether the client is loading a document, for which the browser need not ask again. */
let isLeaving = false

const unsaved = () => native(client.liveRoot).querySelector("[live-unsaved]")

/** Reports whether the user may leave the page. It asks if the page has data that is not saved. */
export function mayLeave() {
	const element = unsaved()
	return !element || confirm(native(element).getAttribute("live-unsaved")!)
}

/** Lets the client leave the document without a question. It may stay, for example because of a download. */
export function leaveDocument() {
	isLeaving = true
	setTimeout(() => isLeaving = false, documentLoadTime)
}

/** Asks before the browser leaves the document while the page has such data. Otherwise a listener could keep it out of the back/forward cache. */
export function updateGuard() {
	if (unsaved()) addEventListener("beforeunload", handleUnload)
	else removeEventListener("beforeunload", handleUnload)
}

function handleUnload(event: Event) {
	if (!isLeaving) event.preventDefault()
}
