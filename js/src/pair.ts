// Which of the old children is which of the new ones.

import { tokens } from "./canonical"
import { key, type Mirror } from "./mirror"

// Beyond this many combinations, children without a key are paired by position.
const most = 1 << 22

// name is what two nodes must share; the type of an input steers what its other attributes mean.
const name = (m: Mirror) => `${m.dom.nodeName} ${m.dom.nodeName === "INPUT" && m.attrs.get("type")} ${key(m)}`

// isKept says whether a still has the attributes of b: what others add to a page does not tell two nodes apart.
const isKept = (a: Mirror, b: Mirror) => [...b.attrs].every(([name, value]) => name === "class"
	? tokens(value).every(t => tokens(a.attrs.get(name)).includes(t))
	: a.attrs.get(name) === value)

// pair finds for each of now its partner among old. Those of moved are out of order.
export function pair(old: Mirror[], now: Mirror[], id: (m: Mirror) => number) {
	const pairs: (Mirror | undefined)[] = now.map(() => undefined), moved = new Set<Mirror>()
	const same = (a: Mirror, b: Mirror) => key(a) === undefined ? id(a) === id(b) : name(a) === name(b)
	let lo = 0, i = old.length, j = now.length
	for (; lo < i && lo < j && same(old[lo], now[lo]); lo++) pairs[lo] = old[lo]
	while (lo < i && lo < j && same(old[i - 1], now[j - 1])) pairs[--j] = old[--i]

	const sign = (m: Mirror) => ({ m, name: name(m), id: id(m), keyed: key(m) !== undefined, kids: new Set(m.kids.map(id)) })
	const was = old.slice(lo, i).map(sign), is = now.slice(lo, j).map(sign), width = is.length + 1
	const score = (i: number, j: number) => {
		const a = was[i], b = is[j]
		if (a?.name !== b.name) return 0
		if (a.keyed || a.id === b.id) return 9
		let common = 0
		for (const k of b.kids) if (a.kids.has(k)) common++
		return 1 + Math.min(common, 4) + (isKept(a.m, b.m) ? 2 : 0)
	}
	if (was.length * width > most) is.forEach((_, j) => score(j, j) && (pairs[lo + j] = was[j].m))
	else {
		// best[i, j] is the highest score of was from i on with is from j on, in order.
		const best = new Int32Array((was.length + 1) * width)
		const at = (i: number, j: number) => best[i * width + j]
		const both = (i: number, j: number) => {
			const s = score(i, j)
			return s && s + at(i + 1, j + 1)
		}
		for (i = was.length; i--;) for (j = is.length; j--;) best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), both(i, j))
		for (i = j = 0; i < was.length && j < is.length;) {
			if (at(i, j) === at(i + 1, j)) i++
			else if (at(i, j) === both(i, j)) pairs[lo + j++] = was[i++].m
			else j++
		}
	}
	const paired = new Set(pairs), left = new Map(was.filter(a => a.keyed && !paired.has(a.m)).map(a => [a.name, a.m]))
	is.forEach((b, j) => {
		const m = pairs[lo + j] ? undefined : left.get(b.name)
		if (!m) return
		left.delete(b.name)
		moved.add(pairs[lo + j] = m)
	})
	return { pairs, moved }
}
