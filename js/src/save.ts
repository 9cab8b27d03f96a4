// Keeps the state of nodes that move in browsers without moveBefore.

import { elementsIn } from "./dom"
import { document, native } from "./native"

/** Returns a function that restores what nodes lose when they are moved: scroll positions, focus and selection. */
export function saveState(nodes: Set<Node>) {
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
