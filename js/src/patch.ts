// Patches: the ops of docs/protocol.md, applied to the mirror and through it to the page.

import { setAttribute } from "./attributes"
import { layout } from "./children"
import { isControl, touchControl } from "./controls"
import { isFrozen } from "./editable"
import { box, isElement, isMirrored, mirrorAll, type Mirror } from "./mirror"
import { parse } from "./parse"

export type Op = number | string | null | (number | string | [number])[]

const arity = [1, 1, 3, 2, 1, 1]

// patch finds all nodes, then changes them.
export function patch(root: Mirror, ops: Op[]) {
	const found: [Mirror, number][] = []
	let i = 0, next = ops[0] as number
	const visit = (m: Mirror, at: number) => {
		for (; next === at; next += ops[i] as number) {
			found.push([m, i + 1])
			i += 2 + arity[ops[i + 1] as number]
		}
		at++
		for (const k of m.kids) {
			if (next < at + k.size) visit(k, at)
			at += k.size
		}
	}
	visit(root, 0)
	if (i !== ops.length) throw Error("no such node")
	for (const [m, at] of found) apply(m, ops[at] as number, ops.slice(at + 1, at + 4))
}

function apply(m: Mirror, op: number, args: any[]) {
	const length = m.text?.length ?? 0, [a, b, c] = args
	if (op === 0) splice(m, 0, length, a)
	else if (op === 1) splice(m, length, 0, a)
	else if (op === 2) splice(m, a, b, c)
	else if (op === 3) setAttribute(m, a, b)
	else if (op === 4) setAttribute(m, a, null)
	else children(m, a)
}

// splice changes the text of m.
export function splice(m: Mirror, start: number, drop: number, put: string) {
	const old = m.text!, n = m.dom
	m.text = old.slice(0, start) + put + old.slice(start + drop)
	if (isElement(n)) {
		if (isControl(n)) touchControl(n)
		n.replaceChildren(new Text(m.text))
	} else if (isFrozen(n)) return
	else if (n.parentNode && (n as Text).data === old) (n as Text).replaceData(start, drop, put)
	else repair(m, n as Text)
}

// repair writes a text that others rewrote (translated, split, wrapped) in place of what they made of it: the foreign
// nodes with text in its gap.
function repair(m: Mirror, n: Text) {
	const up = m.up!, parent = box(up.dom)
	const after = up.kids.slice(up.kids.indexOf(m) + 1).find(k => k.dom.parentNode === parent)?.dom ?? null
	let gap = after ? after.previousSibling : parent.lastChild
	while (gap && (gap === n || !isMirrored(gap, up))) {
		const before: Node | null = gap.previousSibling
		if (gap !== n && gap.textContent) gap.remove()
		gap = before as ChildNode | null
	}
	n.data = m.text!
	if (n.parentNode !== parent) parent.insertBefore(n, after)
}

function children(m: Mirror, list: (number | string | [number])[]) {
	const old = m.kids, kids: Mirror[] = [], moved = new Set<Mirror>()
	for (const item of list) if (Array.isArray(item)) moved.add(old[item[0]])
	if (moved.has(undefined!)) throw Error("no such node")
	let i = 0
	const next = () => {
		while (moved.has(old[i])) i++
		return old[i++]
	}
	for (const item of list) {
		if (typeof item === "string") kids.push(...mirrorAll(parse(item, m.dom as Element), m))
		else if (Array.isArray(item)) kids.push(old[item[0]])
		else for (let n = Math.abs(item); n--;) {
			const k = next()
			if (!k) throw Error("no such node")
			if (item > 0) kids.push(k)
		}
	}
	for (let k; k = next();) kids.push(k)
	layout(m, kids, moved)
}
