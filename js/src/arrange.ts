// Gives the children of an element in the page the order of the mirror, and leaves foreign nodes
// beside the node that they follow.

import { applyStyles } from "./attributes"
import { editedRegion } from "./editable"
import { rememberAutofocus } from "./focus"
import { UI, ui } from "./functions"
import { isLeaf, mirrorOf, type MirrorNode } from "./mirror"
import { hasMoveBefore, moveNode } from "./move"
import { document, native } from "./native"
import { findPlaces, type Places } from "./places"
import { containerOf } from "./portal"
import { longestAscending } from "./sequence"

/**
 * Inserts the children of parent that are not in the page, and moves those that are not in the order
 * of the mirror. A child stays where it is if another script moved it out of the view. places are
 * those of the children that are in the page.
 */
export function arrange(parent: MirrorNode, [container, places]: Places = findPlaces(parent, parent.children)) {
	const ranks = new Map(parent.children.map((child, i) => [places.get(child), i]))
	const nodes = [...native(container).childNodes]
	const moving = findMoving(container, nodes.filter(node => ranks.has(node)), node => ranks.get(node)!)
	const restoreState = !hasMoveBefore && moving.size && ui.ownParts?.[UI.saveState](moving) as () => void

	/** Returns the first node after dom, or in container, that stands for a child. */
	const nextPlace = (dom: Node | null) => {
		let node = dom ? native(dom).nextSibling : native(container).firstChild
		while (node && !ranks.has(node)) node = native(node).nextSibling
		return node
	}

	let previous: Node | null = null
	for (const child of parent.children) {
		const next = nextPlace(previous)
		const place = places.get(child)
		const dom = place ?? child.dom
		if (!place) {
			const isElsewhere = native(dom).isConnected && !mirrorOf(native(dom).parentNode!)
			if (isElsewhere) continue
			moveNode(container, dom, next)
			applyStyles(dom)
			rememberAutofocus(dom)
		} else if (moving.has(dom) && next !== dom && native(dom).parentNode === container) {
			const end = nextPlace(dom)
			for (let node: Node | null = dom, following: Node | null; node !== end; node = following) {
				following = native(node!).nextSibling
				moveNode(container, node!, next)
			}
		}
		if (native(dom).parentNode === container) previous = dom
	}
	if (restoreState) restoreState()

	for (const node of nodes) {
		const home = mirrorOf(node)?.parent
		if (home && home !== parent) arrange(home) // a script moved node here from there
	}
}

/** A set of nodes, which may be that of all nodes. */
type Changed = Pick<Set<MirrorNode>, "has">

/**
 * Arranges the children of node if another script has changed their order, has moved some to another
 * node or others there, or has removed one of changed.
 */
export function restoreOrder(node: MirrorNode, changed?: Changed) {
	if (isLeaf(node) || editedRegion(node)) return
	const container = containerOf(node.dom)
	const present = [...native(container).childNodes].filter(dom => mirrorOf(dom)?.parent)
	let i = 0
	for (const child of node.children) {
		const { parentNode } = native(child.dom)
		if (child.dom === present[i]) i++
		else if (changed?.has(child) || parentNode && parentNode !== container && mirrorOf(parentNode)) i = NaN
	}
	if (i !== present.length) arrange(node)
}

/** Does what restoreOrder does for node and all nodes in it. */
export function restoreOrders(node: MirrorNode, changed?: Changed) {
	restoreOrder(node, changed)
	for (const child of node.children) restoreOrders(child, changed)
}

/** Matches elements that lose their state when a browser without moveBefore moves them. */
const fragile = "iframe,audio,video,[open],[popover]"

/**
 * Returns those of nodes that must be moved so that their ranks ascend: few, and none that would lose
 * its state if others can be moved instead.
 */
function findMoving(container: ParentNode & Node, nodes: Node[], rankOf: (node: Node) => number) {
	let pairs = nodes.map((node): [number, Node] => [rankOf(node), node])
	const pins = hasMoveBefore ? [] : [...native(container).querySelectorAll(fragile), document.activeElement]
	for (const pin of pins) {
		const pinned = pairs.findIndex(([, node]) => native(node).contains(pin))
		const rank = pairs[pinned]?.[0]
		pairs = pairs.filter((pair, i) => i === pinned || pair[0] < rank === i < pinned) // all if there is none
	}
	const staying = new Set(longestAscending(pairs).map(([, node]) => node))
	return new Set(nodes.filter(node => !staying.has(node)))
}
