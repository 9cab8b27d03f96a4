// Protects content that the user is editing (contenteditable): while it has focus, only the mirror
// is updated.

import { everEdited } from "./controls"
import { isElement } from "./dom"
import { mirrorOf, type MirrorNode } from "./mirror"
import { document, native } from "./native"
import { containerOf } from "./portal"

/** Regions that the user has edited and left: their nodes may be others than those of the mirror. */
const editedRegions = new WeakSet<Node>()

/** Edited regions whose mirror has changed. */
const outdatedRegions = new Set<Node>()

/** Returns the editable region of the same view around node that has focus, or that the user has edited. */
export function editedRegion(node: MirrorNode | null) {
	const focused = document.activeElement as HTMLElement
	const isEdited = ({ dom }: MirrorNode) => editedRegions.has(dom) || dom === focused && native(focused).isContentEditable
	while (node && !isEdited(node)) node = node.parent
	return node?.dom
}

/**
 * Reports whether node is inside an edited region. The caller is about to change node in the page:
 * restoreRegions restores the region.
 */
export function isFrozen(node: MirrorNode) {
	const region = editedRegion(node)
	return region && outdatedRegions.add(region)
}

/** Takes note that an element loses focus. */
export function leaveRegion(element: HTMLElement) {
	if (everEdited.has(element) && native(element).isContentEditable) editedRegions.add(element)
	restoreRegions()
}

/** Restores the content of the regions without focus that the server has changed from the mirror. */
export function restoreRegions() {
	for (const region of outdatedRegions) {
		if (region === document.activeElement) continue
		outdatedRegions.delete(region)
		editedRegions.delete(region)
		const node = mirrorOf(region)
		if (node) restore(node)
	}
}

function restore({ dom, text, children }: MirrorNode) {
	for (const child of children) restore(child)
	if (!isElement(dom)) native(dom).nodeValue = text!
	else if (text === undefined) native(containerOf(dom) as Element).replaceChildren(...children.map(child => child.dom))
}
