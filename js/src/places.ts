// Finds the children of an element in the page, where other scripts may have wrapped or translated
// them.

import { isText } from "./dom"
import { mirrorOf, type MirrorNode } from "./mirror"
import { native } from "./native"
import { containerOf } from "./portal"

/** The node that contains the children of an element in the page, and the nodes in it that stand for them. */
export type Places = [container: ParentNode & Node, places: Map<MirrorNode, Node>]

/**
 * Returns the node that contains children in the page and, for each child that is in it, the node
 * that stands for it there: its own, a foreign element around it, or the first foreign node with
 * text where a script has replaced a text. Children that share a foreign element do without it,
 * unless all share it.
 */
export function findPlaces(
	parent: MirrorNode, children: MirrorNode[], container = containerOf(parent.dom),
): Places {
	const places = new Map<MirrorNode, Node>()
	const nodes = new Set<Node>()
	const wrappers: Node[] = []
	for (const child of children) {
		const place = placeOf(child.dom, container)
		if (!place) continue
		const isSentence = place !== child.dom && native(place).nodeName === "FONT" && !isText(child.dom)
		if (isSentence || nodes.has(place)) wrappers.push(place)
		nodes.add(place)
		places.set(child, place)
	}
	if (wrappers.length) {
		if (nodes.size === 1 && places.size > 1) return findPlaces(parent, children, wrappers[0] as Element)
		for (const wrapper of wrappers) native(wrapper as Element).replaceWith(...native(wrapper).childNodes)
		return findPlaces(parent, children, container)
	}

	let previous: Node | undefined
	for (const child of children) {
		if (!places.has(child) && isText(child.dom)) {
			let node = previous ? native(previous).nextSibling : native(container).firstChild
			while (node && !nodes.has(node) && !native(node).textContent) node = native(node).nextSibling
			if (node && !nodes.has(node)) places.set(child, node)
		}
		previous = places.get(child) ?? previous
	}
	return [container, places]
}

/** Returns dom or the foreign node around it that is in container, unless a script moved dom elsewhere. */
function placeOf(dom: Node | null, container: Node) {
	while (dom) {
		const parent: Node | null = native(dom).parentNode
		if (parent === container) return dom
		dom = parent && mirrorOf(parent)?.parent ? null : parent
	}
}
