// What a person edits in place belongs to them: while it has focus, only the mirror takes what the server changes in it.

import { inside } from "./canonical"
import { mirrorAll, mirrorOf, setKids } from "./mirror"
import { parse } from "./parse"

const stale = new Set<Element>()

// isFrozen says whether n lies in an editable region with focus, which then waits to be written anew.
export function isFrozen(n: Node): boolean {
	const e = document.activeElement as HTMLElement | null
	const frozen = !!e?.isContentEditable && !!mirrorOf(e) && e.contains(n)
	if (frozen) stale.add(e)
	return frozen
}

// thaw writes the region e anew, if the server changed it meanwhile.
export function thaw(e: Element) {
	const m = mirrorOf(e)
	if (!stale.delete(e) || !m) return
	setKids(m, mirrorAll(parse(inside(m), e), m))
	e.replaceChildren(...m.kids.map(k => k.dom))
}
