// Moves nodes in the page. Not all browsers have moveBefore, which preserves the state of what is
// moved. Elsewhere the client restores it.

import { elementsIn } from "./dom"
import { document, native } from "./native"

type MovableParent = Node & { moveBefore?(node: Node, next: Node | null): void }

export const hasMoveBefore = "moveBefore" in Element.prototype

/** Moves a node of the page into parent, before the node next. */
export function moveNode(parent: MovableParent, node: Node, next: Node | null) {
	if (hasMoveBefore && native(node).isConnected && native(parent).isConnected) native(parent).moveBefore!(node, next)
	else native(parent).insertBefore(node, next)
}

/** Returns a function that restores what nodes lose when they are moved: scroll positions, focus and selection. */
export function saveState(nodes: Set<Node>) {
	if (hasMoveBefore || !nodes.size) return () => {}
	const elements = [...nodes].flatMap(elementsIn)
	const scrolled = elements
		.map(element => [element, native(element).scrollTop, native(element).scrollLeft] as const)
		.filter(([, top, left]) => top || left)
	const focused = document.activeElement as HTMLInputElement
	const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection()!

	return () => {
		for (const [element, top, left] of scrolled) native(element).scrollTo({ top, left, behavior: "instant" })
		if (elements.includes(focused)) native(focused).focus({ preventScroll: true })
		const isInControl = native(focused).selectionStart != null
		if (!isInControl && anchorNode) getSelection()!.setBaseAndExtent(anchorNode, anchorOffset, focusNode!, focusOffset)
	}
}
