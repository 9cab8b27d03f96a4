// Updates the child nodes of an element in the mirror and in the page.

import { arrange } from "./arrange"
import { forgetControls, optionsWillChange } from "./controls"
import { flushWhere } from "./debounce"
import { isText } from "./dom"
import { isFrozen } from "./editable"
import { rememberFocus } from "./focus"
import { beforeChange } from "./hookcalls"
import { keyOf, mirrorOf, setChildren, type MirrorNode } from "./mirror"
import { native } from "./native"
import { findPlaces } from "./places"
import { containerOf } from "./portal"
import { rareBindings } from "./rarebindings"
import { removeTranslation } from "./text"

/**
 * Makes children the children of parent in the mirror and in the page. If the browser throws, the
 * mirror gets those children that are in the page, so that full HTML repairs both.
 */
export function updateChildren(parent: MirrorNode, children: MirrorNode[]) {
	const oldChildren = parent.children
	optionsWillChange(parent.dom)
	beforeChange(parent)
	setChildren(parent, children)
	if (isFrozen(parent)) return
	try {
		changePage(parent, oldChildren)
	} catch (err) {
		setChildren(parent, childrenInPage(parent, new Set([...oldChildren, ...children])))
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
function removeCopies(container: ParentNode & Node, children: MirrorNode[]) {
	const keys = new Set(children.map(keyOf))
	for (const dom of [...native(container).children]) {
		const key = native(dom).getAttribute("live-id") ?? native(dom).getAttribute("id")
		if (key && keys.has(key) && !mirrorOf(dom)) native(dom).remove()
	}
}

/** Returns those of candidates that are in the page. */
function childrenInPage(parent: MirrorNode, candidates: Set<MirrorNode>) {
	const container = containerOf(parent.dom)
	return [...candidates].filter(({ dom }) => native(dom).isConnected || native(container).contains(dom))
}

/** Removes node, for which dom stands in the page. */
function remove(node: MirrorNode, dom: Node) {
	node.parent = null
	flushWhere(delayed => native(dom).contains(delayed.element))
	forgetControls(dom)
	rememberFocus(dom)
	if (!rareBindings.ownParts?.keepRemoved(dom)) native(dom as ChildNode).remove()
}
