// Updates the child nodes of an element in the page, and leaves foreign nodes beside the node that
// they follow.

import { applyStyles } from "./attributes"
import { optionsWillChange } from "./controls"
import { containerOf } from "./dom"
import { isFrozen } from "./editable"
import { moveNode, rememberAutofocus, rememberFocus } from "./focus"
import { isMirrored, setChildren, type MirrorNode } from "./mirror"
import { native } from "./native"

type RemovalListener = (dom: Node) => void

/** Functions that are called with each subtree before a patch removes it. */
export const removalListeners: RemovalListener[] = []

/**
 * Makes children the children of parent in the mirror and in the page. Only the old children in
 * moved may change their order; the others must be in the order that they have. If the browser
 * throws, the mirror gets those children that are in the page, so that full HTML repairs both.
 */
export function updateChildren(parent: MirrorNode, children: MirrorNode[], moved: Set<MirrorNode>) {
	const oldChildren = parent.children
	optionsWillChange(parent.dom)
	setChildren(parent, children)
	if (isFrozen(parent.dom)) return
	try {
		changePage(parent, oldChildren, moved)
	} catch (err) {
		setChildren(parent, childrenInPage(parent, [...oldChildren, ...children]))
		throw err
	}
}

/** Makes the children of parent in the page those of the mirror, where they were oldChildren. */
function changePage(parent: MirrorNode, oldChildren: MirrorNode[], moved: Set<MirrorNode>) {
	const children = parent.children
	const kept = new Set(children)
	for (const child of oldChildren) {
		if (!kept.has(child)) remove(child)
	}

	const existing = new Set(oldChildren)
	const container = containerOf(parent.dom)
	let previous: Node | null = null
	for (const child of children) {
		const dom = child.dom
		const next = skipForeign(previous ? native(previous).nextSibling : native(container).firstChild, parent)
		if (!existing.has(child)) {
			native(container).insertBefore(dom, next)
			applyStyles(dom)
			rememberAutofocus(dom)
		} else if (moved.has(child) && next !== dom && native(dom).parentNode === container) {
			moveWithForeign(dom, parent, container, next)
		}
		// A node that another script moved to another parent stays there.
		if (native(dom).parentNode === container) previous = dom
	}
}

/** Returns those of candidates that are in the page, in the order that they have there. */
function childrenInPage(parent: MirrorNode, candidates: MirrorNode[]) {
	const nodes = [...native(containerOf(parent.dom)).childNodes] as Node[]
	const present = new Set(candidates.filter(({ dom }) => nodes.includes(dom) || native(dom).isConnected))
	return [...present].sort((a, b) => nodes.indexOf(a.dom) - nodes.indexOf(b.dom))
}

/** Moves a child of parent and the foreign nodes that follow it before the node next. */
function moveWithForeign(dom: Node, parent: MirrorNode, container: Node, next: Node | null) {
	const end = skipForeign(native(dom).nextSibling, parent)
	let node: Node | null = dom
	while (node && node !== end) {
		const following: Node | null = native(node).nextSibling
		moveNode(container, node, next)
		node = following
	}
}

/** Returns the first node from dom on, among its siblings, that the server sent. */
function skipForeign(dom: Node | null, parent: MirrorNode) {
	while (dom && !isMirrored(dom, parent)) dom = native(dom).nextSibling
	return dom
}

function remove(node: MirrorNode) {
	const dom = node.dom as ChildNode
	node.parent = null
	for (const listener of removalListeners) listener(dom)
	rememberFocus(dom)
	native(dom).remove()
}
