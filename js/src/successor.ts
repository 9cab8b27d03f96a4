// Finds the element that an update has put in the place of another.

import { client } from "./client"
import { document, native } from "./native"

/** Returns the element that an update has put in the place of element, which it has removed: the only one with its key. */
export function successorOf(element: Element) {
	const attrs = client.mirrorOf(element)?.attrs
	const key = attrs?.get("live-id")
	const id = attrs?.get("id")
	let candidates: Element[] = []
	if (key !== undefined) candidates = [...document.querySelectorAll("[live-id]")].filter(each => native(each).getAttribute("live-id") === key)
	else if (id) candidates = [document.getElementById(id)!]
	const [found, other] = candidates
	if (found && !other && native(found).nodeName === native(element).nodeName) return found
}
