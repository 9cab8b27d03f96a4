// Events that wait for a pause or for blur. None is lost: whatever would make it wrong or impossible sends it first.

interface Pending {
	el: Element
	binding: string
	timer: number
	fire(): void
}

let pending: Pending[] = []

// debounce runs fire after wait: a number of milliseconds, "blur", or null for at once.
export function debounce(el: Element, binding: string, wait: string | null, fire: () => void) {
	drop(p => p.el === el && p.binding === binding)
	if (wait === null) return fire()
	const p = { el, binding, fire, timer: 0 }
	pending.push(p)
	if (wait !== "blur") p.timer = setTimeout(() => flushWhere(q => q === p), Number(wait))
}

function drop(test: (p: Pending) => boolean) {
	const hit = pending.filter(test)
	pending = pending.filter(p => !hit.includes(p))
	for (const p of hit) clearTimeout(p.timer)
	return hit
}

// flushWhere sends at once what waits on elements that pass the test.
export function flushWhere(test: (p: Pending) => boolean = () => true) {
	for (const p of drop(test)) p.fire()
}
