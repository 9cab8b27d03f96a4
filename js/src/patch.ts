// Applies a patch (docs/reference/protocol.md, "Patches") to the mirror and to the page.

import { restoreOrder } from "./arrange"
import { mergeAttribute } from "./attributes"
import { canonical } from "./canonical"
import { updateChildren } from "./children"
import { createMirrors, keyOf, type MirrorNode } from "./mirror"
import { parse } from "./parse"
import { replaceText } from "./text"

type ChildList = (number | string | [number, OpItem[]?])[]

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
	let distance = ops[0] as number // to the target of the next op

	// One walk of the tree finds all targets: the positions in ops ascend.
	const visit = (node: MirrorNode) => {
		while (distance === 0) {
			const code = ops[i + 1] as number
			const end = i + 2 + argumentCounts[code]
			const args = ops.slice(i + 2, end)
			resolved.push(() => applyOp(node, code, args))
			i = end
			distance = ops[i] as number // undefined at the end
		}
		for (const child of node.children) {
			if (i === ops.length) return
			const before = i
			distance--
			visit(child)
			if (i > before && keyOf(child) === undefined) {
				changed.add(child)
				lists.add(node)
			}
		}
	}

	visit(root)
	requireNode(i === ops.length)
	for (const apply of resolved) apply()
	for (const list of lists) restoreOrder(list, changed)
}

/** Returns the mirror of html, parsed as the content of node, which is not part of the page. */
export function mirrorHTML(node: MirrorNode, html: string) {
	const sent: MirrorNode = { ...node, dom: parse(html, node.dom as Element) }
	sent.children = createMirrors(sent.dom, sent)
	return sent
}

function requireNode<Found>(found: Found) {
	if (!found) throw Error("no such node")
	return found
}

function applyOp(node: MirrorNode, code: number, args: any[]) {
	const length = node.text?.length ?? 0
	const [first, second, third] = args
	if (code === OpCode.setText) replaceText(node, 0, length, first)
	else if (code === OpCode.appendText) replaceText(node, length, 0, first)
	else if (code === OpCode.spliceText) replaceText(node, first, second, third)
	else if (code === OpCode.changeChildren) applyChildList(node, first)
	else mergeAttribute(node, first, second ?? null) // to remove an attribute, there is no second argument
}

/** Returns a copy of child, to which ops have been applied. */
function copyOf(child: MirrorNode, ops: OpItem[]) {
	const copy = mirrorHTML(child.parent!, canonical(child))
	applyPatch(copy, ops)
	return copy.children
}

function applyChildList(node: MirrorNode, list: ChildList) {
	const oldChildren = node.children
	const moved = new Set(list.filter(item => Array.isArray(item) && !item[1]).map(([index]: any) => requireNode(oldChildren[index])))
	const rest = oldChildren.filter(child => !moved.has(child))
	const children = list.flatMap(item => {
		if (typeof item === "string") return createMirrors(parse(item, node.dom as Element), node)
		if (Array.isArray(item)) {
			const child = oldChildren[item[0]]
			return item[1] ? copyOf(child, item[1]) : child
		}
		const count = Math.abs(item)
		requireNode(rest.length >= count)
		const next = rest.splice(0, count)
		return item > 0 ? next : []
	})
	updateChildren(node, [...children, ...rest])
}
