// Full HTML is compared mirror with mirror, never with the page: there, foreign nodes would pass for nodes to delete.

import { head } from "./canonical"
import { layout } from "./layout"
import { setKids, type Mirror } from "./mirror"
import { pair } from "./pair"
import { splice } from "./patch"
import { setAttribute } from "./threeway"

// adopt makes m, the mirror of a page that others changed before we ran, the mirror of what the server sent: from now
// on its nodes are known, and those without a pair are foreign. What the others changed stays.
export function adopt(m: Mirror, sent: Mirror) {
	walk(m, sent, true, identify())
}

// compare changes m, and with it the page, to what the server sent.
export function compare(m: Mirror, sent: Mirror) {
	walk(m, sent, false, identify())
}

function walk(m: Mirror, sent: Mirror, adopting: boolean, id: (m: Mirror) => number) {
	const old = m.kids, { pairs, moved } = pair(old, sent.kids, id)
	if (adopting) {
		m.attrs = sent.attrs
		m.text = sent.text
		const kept = new Set(pairs)
		for (const k of old) if (!kept.has(k)) k.up = null
		setKids(m, old.filter(k => k.up))
		moved.clear()
	} else {
		for (const name of [...m.attrs.keys()]) if (!sent.attrs.has(name)) setAttribute(m, name, null)
		for (const [name, value] of sent.attrs) if (m.attrs.get(name) !== value) setAttribute(m, name, value)
		if (m.text !== sent.text) splice(m, 0, m.text!.length, sent.text!)
	}
	const { kids } = sent
	if (pairs.length !== m.kids.length || moved.size || pairs.some(k => !k)) layout(m, kids.map((s, i) => pairs[i] ?? s), moved)
	kids.forEach((s, i) => pairs[i] && walk(pairs[i], s, adopting, id))
}

// identify numbers subtrees: equal ones get one number.
function identify() {
	const numbers = new Map<string, number>(), known = new Map<Mirror, number>()
	return function id(m: Mirror): number {
		let n = known.get(m)
		if (n === undefined) {
			const s = head(m) + "\0" + m.text + "\0" + m.kids.map(id)
			n = numbers.get(s) ?? numbers.size
			numbers.set(s, n)
			known.set(m, n)
		}
		return n
	}
}
