// Protects content that the user is editing (contenteditable): while it has focus, only the mirror
// is updated.

import { canonicalChildren } from "./canonical"
import { createMirrors, mirrorOf, setChildren } from "./mirror"
import { document, native } from "./native"
import { parse } from "./parse"

/** Frozen regions whose mirror has changed. */
const outdatedRegions = new WeakSet<Element>()

/**
 * Reports whether dom is inside an editable region that has focus. The caller is about to change
 * dom: the region is rewritten by unfreeze.
 */
export function isFrozen(dom: Node): boolean {
	const region = document.activeElement as HTMLElement | null
	if (!region || !native(region).isContentEditable || !mirrorOf(region) || !native(region).contains(dom)) return false
	outdatedRegions.add(region)
	return true
}

/**
 * Rewrites an element that loses focus from the mirror, if it is a region that the server changed
 * in the meantime.
 */
export function unfreeze(element: Element) {
	const node = mirrorOf(element)
	const wasOutdated = outdatedRegions.delete(element)
	if (!wasOutdated || !node) return
	const container = parse(canonicalChildren(node), element)
	setChildren(node, createMirrors(container, node))
	native(element).replaceChildren(...node.children.map(child => child.dom))
}
