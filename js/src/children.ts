// Updates the child nodes of an element in the mirror and in the page.

import { arrange } from "./arrange"
import { optionsWillChange } from "./controls"
import { containerOf, isElement, isText } from "./dom"
import { isFrozen } from "./editable"
import { rememberFocus } from "./focus"
import { keyOf, mirrorOf, setChildren, type MirrorNode } from "./mirror"
import { native } from "./native"
import { findPlaces } from "./places"
import { removeTranslation } from "./text"

type RemovalListener = (dom: Node) => void

/** Functions that are called with each subtree before a patch removes it. */
export const removalListeners: RemovalListener[] = []

/**
 * Makes children the children of parent in the mirror and in the page. If the browser throws, the
 * mirror gets those children that are in the page, so that full HTML repairs both.
 */
export function updateChildren(parent: MirrorNode, children: MirrorNode[]) {
	const oldChildren = parent.children
	optionsWillChange(parent.dom)
	setChildren(parent, children)
	if (isFrozen(parent.dom)) return
	try {
		changePage(parent, oldChildren)
	} catch (err) {
		setChildren(parent, childrenInPage(parent, [...oldChildren, ...children]))
		throw err
	}
}

/** Makes the children of parent in the page those of the mirror, where they were oldChildren. */
function changePage(parent: MirrorNode, oldChildren: MirrorNode[]) {
	const [container, places] = findPlaces(parent, oldChildren)
	removeCopies(container, [...oldChildren, ...parent.children])
	const kept = new Set(parent.children)
	const removed = oldChildren.filter(child => !kept.has(child))
	// Before the elements, which show where the translation of a text begins and ends.
	for (const child of removed) {
		if (isText(child.dom)) removeTranslation(child, places)
	}
	for (const child of removed) {
		remove(child, places.get(child) ?? child.dom)
		places.delete(child)
	}
	arrange(parent, [container, places])
}

/** Removes what another script copied from one of children, as it has the same key. */
function removeCopies(container: Node, children: MirrorNode[]) {
	const foreign = [...native(container).childNodes].filter(dom => isElement(dom) && !mirrorOf(dom)) as Element[]
	for (const dom of foreign) {
		const key = native(dom).getAttribute("live-id") ?? native(dom).getAttribute("id")
		if (key && children.some(child => keyOf(child) === key)) native(dom).remove()
	}
}

/** Returns those of candidates that are in the page, in the order that they have there. */
function childrenInPage(parent: MirrorNode, candidates: MirrorNode[]) {
	const nodes = [...native(containerOf(parent.dom)).childNodes] as Node[]
	const present = new Set(candidates.filter(({ dom }) => nodes.includes(dom) || native(dom).isConnected))
	return [...present].sort((a, b) => nodes.indexOf(a.dom) - nodes.indexOf(b.dom))
}

/** Removes node, for which dom stands in the page. */
function remove(node: MirrorNode, dom: Node) {
	node.parent = null
	for (const listener of removalListeners) listener(dom)
	rememberFocus(dom)
	native(dom as ChildNode).remove()
}
