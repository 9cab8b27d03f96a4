// The canonical form of a tree: what the checksum covers and the tests compare.

import { isElement, isHTML, isVoid, type Mirror } from "./mirror"

const entities: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" }
const escape = (s: string, what = /[&<>]/g) => s.replace(what, c => `&${entities[c]};`)

// tokens splits the value of a class attribute.
export const tokens = (s: string | null | undefined): string[] => [...new Set(s?.match(/[^\t\n\f\r ]+/g))]

// head is a node without its children: the start tag, or the whole of a leaf that is text.
export function head(m: Mirror): string {
	if (!isElement(m.dom)) return m.dom.nodeType === 8 ? `<!--${m.text}-->` : escape(m.text!)
	let s = "<" + m.dom.localName
	for (const name of [...m.attrs.keys()].sort()) {
		const value = m.attrs.get(name)
		s += ` ${name}="${escape(name === "class" ? tokens(value).sort().join(" ") : value!, /[&<>"]/g)}"`
	}
	return s + ">"
}

// canonical is the form of m and all below it.
export function canonical(m: Mirror): string {
	const e = m.dom
	if (!isElement(e)) return head(m)
	const text = m.text ?? ""
	return head(m) + (isHTML(e) && /^t/.test(e.localName) ? escape(text) : text) + inside(m) +
		(isVoid(e) ? "" : `</${e.localName}>`)
}

// inside is the form of what m holds.
export const inside = (m: Mirror): string => m.kids.map(canonical).join("")

// checksum is FNV-1a 32 over the UTF-8 of s.
export function checksum(s: string): number {
	let h = 0x811c9dc5
	for (const b of new TextEncoder().encode(s)) h = Math.imul(h ^ b, 0x01000193)
	return h >>> 0
}
