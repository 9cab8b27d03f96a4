// Applies a patch (docs/reference/protocol.md, "Patches") to the mirror and to the page.

import { setAttribute } from "./attributes"
import { updateChildren } from "./children"
import { createMirrors, type MirrorNode } from "./mirror"
import { parse } from "./parse"
import { spliceText } from "./text"

type ChildList = (number | string | [number])[]

/** One item of the flat array of ops: a distance between nodes, an op code or an argument. */
export type OpItem = number | string | null | ChildList

const opSetText = 0
const opAppendText = 1
const opSpliceText = 2
const opSetAttribute = 3
const opRemoveAttribute = 4
const opChildren = 5

/** Number of arguments, by op code. */
const argumentCounts = [1, 1, 3, 2, 1, 1]

interface Op {
	target: MirrorNode
	code: number
	args: any[]
}

/**
 * Applies ops to root. It finds all target nodes before it changes anything; it throws if there is
 * no such node.
 */
export function applyPatch(root: MirrorNode, ops: OpItem[]) {
	for (const { target, code, args } of resolveOps(root, ops)) applyOp(target, code, args)
}

/** Finds the target of each op in one walk of the tree: the positions in ops ascend. */
function resolveOps(root: MirrorNode, ops: OpItem[]) {
	const resolved: Op[] = []
	let i = 0
	let position = ops[0] as number // of the next op's target

	const visit = (node: MirrorNode, nodePosition: number) => {
		while (position === nodePosition) {
			const code = ops[i + 1] as number
			const end = i + 2 + argumentCounts[code]
			resolved.push({ target: node, code, args: ops.slice(i + 2, end) })
			i = end
			position += ops[i] as number // NaN at the end, which equals no position
		}
		let childPosition = nodePosition + 1
		for (const child of node.children) {
			const nextPosition = childPosition + child.size
			if (position < nextPosition) visit(child, childPosition)
			childPosition = nextPosition
		}
	}

	visit(root, 0)
	if (i !== ops.length) throw noSuchNode()
	return resolved
}

const noSuchNode = () => Error("no such node")

function applyOp(node: MirrorNode, code: number, args: any[]) {
	const length = node.text?.length ?? 0
	const [first, second, third] = args
	switch (code) {
	case opSetText:
		return spliceText(node, 0, length, first)
	case opAppendText:
		return spliceText(node, length, 0, first)
	case opSpliceText:
		return spliceText(node, first, second, third)
	case opSetAttribute:
		return setAttribute(node, first, second)
	case opRemoveAttribute:
		return setAttribute(node, first, null)
	case opChildren:
		return applyChildList(node, first)
	}
}

function applyChildList(node: MirrorNode, list: ChildList) {
	const oldChildren = node.children
	const children: MirrorNode[] = []

	const moved = new Set<MirrorNode>()
	for (const item of list) {
		if (!Array.isArray(item)) continue
		const child = oldChildren[item[0]]
		if (!child) throw noSuchNode()
		moved.add(child)
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
				const child = nextOldChild()
				if (!child) throw noSuchNode()
				if (item > 0) children.push(child)
			}
		}
	}
	for (let child = nextOldChild(); child; child = nextOldChild()) children.push(child)
	updateChildren(node, children, moved)
}
