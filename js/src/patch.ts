// Applies a patch (docs/reference/protocol.md, "Patches") to the mirror and to the page.

import { restoreOrder } from "./arrange"
import { setAttribute } from "./attributes"
import { updateChildren } from "./children"
import { createMirrors, keyOf, type MirrorNode } from "./mirror"
import { parse } from "./parse"
import { spliceText } from "./text"

type ChildList = (number | string | [number])[]

/** One item of the flat array of ops: a distance between nodes, an op code or an argument. */
export type OpItem = number | string | null | ChildList

const enum OpCode {
	setText,
	appendText,
	spliceText,
	setAttribute,
	removeAttribute,
	changeChildren,
}

/** Number of arguments, by op code. */
const argumentCounts = [1, 1, 3, 2, 1, 1]

/**
 * Applies ops to root. It finds all target nodes before it changes anything; it throws if there is
 * no such node.
 */
export function applyPatch(root: MirrorNode, ops: OpItem[]) {
	const resolved: (() => void)[] = []
	// Nodes without a key in which something changes, and their parents. The server identifies them by their position.
	const changed = new Set<MirrorNode>()
	const lists = new Set<MirrorNode>()
	let i = 0
	let position = ops[0] as number // of the next op's target

	// One walk of the tree finds all targets: the positions in ops ascend.
	const visit = (node: MirrorNode, nodePosition: number) => {
		while (position === nodePosition) {
			const code = ops[i + 1] as number
			const end = i + 2 + argumentCounts[code]
			const args = ops.slice(i + 2, end)
			resolved.push(() => applyOp(node, code, args))
			i = end
			position += ops[i] as number // NaN at the end, which equals no position
		}
		let childPosition = nodePosition + 1
		for (const child of node.children) {
			const nextPosition = childPosition + child.size
			if (position < nextPosition) {
				visit(child, childPosition)
				if (keyOf(child) === undefined) {
					changed.add(child)
					lists.add(node)
				}
			}
			childPosition = nextPosition
		}
	}

	visit(root, 0)
	requireNode(i === ops.length)
	for (const apply of resolved) apply()
	for (const list of lists) restoreOrder(list, changed)
}

function requireNode<Found>(found: Found) {
	if (!found) throw Error("no such node")
	return found
}

function applyOp(node: MirrorNode, code: number, args: any[]) {
	const length = node.text?.length ?? 0
	const [first, second, third] = args
	if (code === OpCode.setText) spliceText(node, 0, length, first)
	else if (code === OpCode.appendText) spliceText(node, length, 0, first)
	else if (code === OpCode.spliceText) spliceText(node, first, second, third)
	else if (code === OpCode.setAttribute) setAttribute(node, first, second)
	else if (code === OpCode.removeAttribute) setAttribute(node, first, null)
	else applyChildList(node, first)
}

function applyChildList(node: MirrorNode, list: ChildList) {
	const oldChildren = node.children
	const children: MirrorNode[] = []

	const moved = new Set<MirrorNode>()
	for (const item of list) {
		if (Array.isArray(item)) moved.add(requireNode(oldChildren[item[0]]))
	}

	let i = 0
	const nextOldChild = () => {
		while (moved.has(oldChildren[i])) i++
		return oldChildren[i++]
	}

	for (const item of list) {
		if (typeof item === "string") {
			children.push(...createMirrors(parse(item, node.dom as Element), node))
		} else if (Array.isArray(item)) {
			children.push(oldChildren[item[0]])
		} else {
			for (let n = Math.abs(item); n > 0; n--) {
				const child = requireNode(nextOldChild())
				if (item > 0) children.push(child)
			}
		}
	}
	for (let child = nextOldChild(); child; child = nextOldChild()) children.push(child)
	updateChildren(node, children)
}
