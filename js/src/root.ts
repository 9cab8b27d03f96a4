// The root that the server renders into, and the one place from which it is changed.

import { applyStyles } from "./attributes"
import { checksum, inside } from "./canonical"
import { after, before } from "./controls"
import { refocus } from "./focus"
import { mirror, mirrorAll, setKids, type Mirror } from "./mirror"
import { adopt, compare } from "./morph"
import { parse } from "./parse"
import { patch, type Op } from "./patch"

// deaf is true while the page is being changed: what that dispatches (change, blur, focus) is nobody's event.
export let deaf = false

// change runs work, which changes the page.
export function change(work: () => void) {
	deaf = true
	before()
	try {
		work()
	} finally {
		after()
		refocus()
		deaf = false
	}
}

export interface Root {
	el: HTMLElement
	sum(): number
	patch(ops: Op[]): void
	adopt(html: string): void
	compare(html: string): void
}

// newRoot mirrors el, whose own attributes are not the server's.
export function newRoot(el: HTMLElement): Root {
	const m = mirror(el)
	m.attrs.clear()
	applyStyles(el)
	const sent = (html: string): Mirror => {
		const s: Mirror = { ...m, kids: [] }
		setKids(s, mirrorAll(parse(html, el), s))
		return s
	}
	return {
		el,
		sum: () => checksum(inside(m)),
		patch: ops => patch(m, ops),
		adopt(html) {
			adopt(m, sent(html))
			applyStyles(el)
		},
		compare: html => compare(m, sent(html)),
	}
}
