// Protects content that the user is editing (contenteditable): while it has focus, only the mirror
// is updated.

import { containerOf, isElement } from "./dom"
import { mirrorOf, type MirrorNode } from "./mirror"
import { document, native } from "./native"

/** Frozen regions whose mirror has changed. */
const outdatedRegions = new WeakSet<Element>()

/**
 * Reports whether dom is inside an editable region that has focus. The caller is about to change
 * dom: unfreeze restores the region.
 */
export function isFrozen(dom: Node): boolean {
	const region = document.activeElement as HTMLElement | null
	if (!region || !native(region).isContentEditable || !mirrorOf(region) || !native(region).contains(dom)) return false
	outdatedRegions.add(region)
	return true
}

/**
 * Restores the content of an element that loses focus from the mirror, if it is a region that the
 * server changed in the meantime.
 */
export function unfreeze(element: Element) {
	const node = mirrorOf(element)
	if (outdatedRegions.delete(element) && node) restore(node)
}

function restore({ dom, text, children }: MirrorNode) {
	for (const child of children) restore(child)
	if (!isElement(dom)) native(dom).nodeValue = text!
	else if (text === undefined) native(containerOf(dom) as Element).replaceChildren(...children.map(child => child.dom))
}
