// Changes the content of texts, comments and text elements.

import { arrange } from "./arrange"
import { isControl } from "./control"
import { controlWillChange } from "./controls"
import { isElement } from "./dom"
import { isFrozen } from "./editable"
import { beforeChange } from "./hookcalls"
import type { MirrorNode } from "./mirror"
import { native } from "./native"
import { containerOf } from "./portal"
import { findPlaces } from "./places"

/** Replaces deleteCount UTF-16 units of the text of node, from start on, with inserted. */
export function replaceText(node: MirrorNode, start: number, deleteCount: number, inserted: string) {
	const dom = node.dom
	const oldText = node.text!
	const text = oldText.slice(0, start) + inserted + oldText.slice(start + deleteCount)
	beforeChange(node)
	if (isElement(dom)) {
		if (isControl(dom)) controlWillChange(dom)
		native(dom).replaceChildren(new Text(text))
	} else if (!isFrozen(node)) {
		changeText(node, start, deleteCount, inserted, text)
	}
	node.text = text
}

/** Reports whether the page has the text of node unchanged, perhaps in a foreign element. */
const isIntact = ({ dom, text }: MirrorNode) => native(dom).parentNode && native(dom).nodeValue === text

/** Replaces part of a text or comment in the page, or what another script made of it as a whole. */
function changeText(node: MirrorNode, start: number, deleteCount: number, inserted: string, text: string) {
	const parent = node.parent!
	const dom = node.dom as CharacterData
	const container = containerOf(parent.dom)
	const hasForeign = native(container).childNodes.length !== parent.children.length
	const wasIntact = isIntact(node)
	if (!wasIntact || hasForeign) removeTranslation(node, findPlaces(parent, parent.children)[1])
	if (wasIntact) {
		dom.replaceData(start, deleteCount, inserted)
	} else {
		dom.data = text
		if (native(dom).parentNode !== container) arrange(parent)
	}
}

/**
 * Removes what another script, such as a translator, made of the text of node. If the text is intact,
 * only a font element beside it is a translation. Otherwise all foreign nodes with text are, up to
 * the places of the siblings of node.
 */
export function removeTranslation(node: MirrorNode, places: Map<MirrorNode, Node>) {
	const hasText = isIntact(node)
	const place = places.get(node)
	const nodes = new Set(places.values())
	for (const direction of ["previousSibling", "nextSibling"] as const) {
		let next: ChildNode | null
		for (let beside = place?.[direction]; beside && !nodes.has(beside); beside = next) {
			next = native(beside)[direction]
			if (hasText ? native(beside).nodeName === "FONT" : native(beside).textContent) native(beside).remove()
		}
	}
	if (!hasText && place && place !== node.dom) native(place as ChildNode).remove()
}
