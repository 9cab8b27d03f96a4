// Full HTML is compared mirror with mirror, never with the page: there, foreign nodes would pass for nodes to delete.

import { setAttribute } from "./attributes"
import { head } from "./canonical"
import { layout } from "./children"
import { setKids, type Mirror } from "./mirror"
import { pair } from "./pair"
import { splice } from "./patch"

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
	const { pairs, moved } = pair(m.kids, sent.kids, id), kids = sent.kids.map((s, i) => pairs[i] ?? s)
	if (adopting) {
		m.attrs = sent.attrs
		m.text = sent.text
		// Where nothing but texts are missing, beside foreign text, others rewrote them: it stays so until the server
		// changes them.
		const missing = kids.filter((_, i) => !pairs[i])
		if (missing.every(k => k.dom.nodeType === 3) && m.kids.some(k => !pairs.includes(k) && k.dom.textContent)) {
			for (const k of missing) (pairs[kids.indexOf(k)] = k).dom.parentNode!.removeChild(k.dom)
		}
		for (const k of m.kids) k.up = null // foreign, unless it has a pair
		setKids(m, kids.filter((k, i) => k === pairs[i]))
		moved.clear()
	} else {
		for (const name of [...m.attrs.keys()]) if (!sent.attrs.has(name)) setAttribute(m, name, null)
		for (const [name, value] of sent.attrs) if (m.attrs.get(name) !== value) setAttribute(m, name, value)
		if (m.text !== sent.text) splice(m, 0, m.text!.length, sent.text!)
	}
	if (kids.length !== m.kids.length || moved.size || pairs.includes(undefined)) layout(m, kids, moved)
	sent.kids.forEach((s, i) => pairs[i] && walk(pairs[i], s, adopting, id))
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
