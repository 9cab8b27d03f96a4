// The children of a node, put where the server wants them around whatever others have put between them.

import { applyStyles } from "./attributes"
import { touchOptions } from "./controls"
import { isFrozen } from "./editable"
import { keepPlace, moveBefore } from "./focus"
import { box, isMirrored, setKids, type Mirror } from "./mirror"

// leaving is told of each subtree that a patch is about to remove.
export const leaving = new Set<(n: Node) => void>()

// layout makes kids the children of m. Those in moved come to another place; the other old ones keep their order.
export function layout(m: Mirror, kids: Mirror[], moved: Set<Mirror>) {
	const old = m.kids, keep = new Set(kids), before = new Set(old)
	touchOptions(m.dom)
	setKids(m, kids)
	if (isFrozen(m.dom)) return
	for (const k of old) if (!keep.has(k)) remove(k)
	const parent = box(m.dom)
	let last: Node | null = null
	for (const k of kids) {
		const ref = next(last ? last.nextSibling : parent.firstChild, m)
		if (!before.has(k)) {
			parent.insertBefore(k.dom, ref)
			applyStyles(k.dom)
		} else if (moved.has(k) && ref !== k.dom && k.dom.parentNode === parent) {
			const end = next(k.dom.nextSibling, m)
			for (let n: Node | null = k.dom; n && n !== end;) {
				const after: Node | null = n.nextSibling
				moveBefore(parent, n, ref)
				n = after
			}
		}
		if (k.dom.parentNode === parent) last = k.dom // else a library took it elsewhere: it stays there
	}
}

// next passes over the foreign nodes from n on: they stay behind the node they follow.
function next(n: Node | null, m: Mirror) {
	while (n && !isMirrored(n, m)) n = n.nextSibling
	return n
}

function remove(k: Mirror) {
	k.up = null
	leaving.forEach(tell => tell(k.dom))
	keepPlace(k.dom)
	;(k.dom as ChildNode).remove()
}
