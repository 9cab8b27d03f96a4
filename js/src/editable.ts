// Protects content that the user is editing (contenteditable): while it has focus, only the mirror
// is updated.

import { isElement } from "./dom"
import { mirrorOf, type MirrorNode } from "./mirror"
import { document, native } from "./native"
import { containerOf } from "./portal"

/** Frozen regions whose mirror has changed. */
const outdatedRegions = new WeakSet<Element>()

/**
 * Reports whether node is inside an editable region of the same view that has focus. The caller is about to
 * change node in the page: unfreeze restores the region.
 */
export function isFrozen(node: MirrorNode | null) {
	const region = document.activeElement as HTMLElement | null
	if (!region || !native(region).isContentEditable || !mirrorOf(region)) return false
	while (node && node.dom !== region) node = node.parent
	if (node) outdatedRegions.add(region)
	return !!node
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
