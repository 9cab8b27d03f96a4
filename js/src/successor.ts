// Finds the element that an update has put in the place of another.

import { client } from "./client"
import { elementsIn } from "./dom"
import { document, native } from "./native"
import { ownerOf, type PortalTemplate } from "./portal"

/** Reports whether element belongs to a page that sleeps: it will be in the document again. */
export function sleeps(element: Element) {
	const { isAsleep, hasEnded } = client.placeOf(element).session
	return !!isAsleep && !hasEnded
}

/**
 * Returns the element that an update has put in the place of element, which it has removed: the only one with its key.
 * There is none of an element that another page has replaced.
 */
export function successorOf(element: Element) {
	if (client.placeOf(element).session.isAsleep) return
	const attrs = client.mirrorOf(element)?.attrs
	const key = attrs?.get("live-id")
	const id = attrs?.get("id")
	let candidates: Element[] = []
	if (key !== undefined) candidates = [...document.querySelectorAll("[live-id]")].filter(each => native(each).getAttribute("live-id") === key)
	else if (id) candidates = [document.getElementById(id)!]
	const [found, other] = candidates
	if (found && !other && native(found).nodeName === native(element).nodeName) return found
}

/**
 * Returns element, or the element that an update has put in its place: its successor, or the element with the same
 * name or text at its place in the successor of the innermost element around it that has one.
 */
export function counterpartOf(element: Element): Element | undefined {
	if (native(element).isConnected) return element
	for (let around: Element | null = element; around; around = native(around).parentElement) {
		const template = ownerOf(around)
		const successor = template ? (successorOf(template) as PortalTemplate | undefined)?.portalContent : successorOf(around)
		if (!successor) continue
		const found: Element | undefined = elementsIn(successor)[elementsIn(around).indexOf(element as HTMLElement)]
		return around === element || found && describe(found) === describe(element) ? found : undefined
	}
}

/** Returns what two elements have in common if they have the same meaning for the user. */
function describe(element: Element) {
	const { nodeName, textContent } = native(element)
	return [nodeName, ...["name", "type", "live-click"].map(name => native(element).getAttribute(name)), /^(SELECT|TEXTAREA)$/.test(nodeName) || textContent].join()
}
