// Focus while the page changes under it.

let lost: { id: string, place: Range } | undefined

// keepPlace remembers where the focus was, if n is about to go with it.
export function keepPlace(n: Node) {
	const e = document.activeElement
	if (!e || e === document.body || !n.contains(e)) return
	lost = { id: e.id, place: document.createRange() }
	lost.place.setStartBefore(n)
}

// refocus gives a focus that went with its element to the one that took its place, or to the nearest neighbour.
export function refocus() {
	if (!lost) return
	const { id, place } = lost
	lost = undefined
	const focus = (e?: HTMLElement | null) => (e?.focus({ preventScroll: true }), e && document.activeElement === e)
	if (id && focus(document.getElementById(id))) return
	let scope: Node | null = place.startContainer
	for (; scope && scope !== document.body; scope = scope.parentNode) {
		const near = [...(scope as Element).querySelectorAll<HTMLElement>("*")].filter(e => e.tabIndex >= 0)
		const after = near.filter(e => place.comparePoint(e, 0) >= 0)
		if ([...after, ...near.reverse()].some(focus)) return
	}
}

// moveBefore moves n without resetting it, where the browser can; elsewhere it gives the focus back.
export function moveBefore(parent: Node, n: Node, ref: Node | null) {
	const p = parent as Node & { moveBefore?(n: Node, ref: Node | null): void }
	if (p.moveBefore && n.isConnected && p.isConnected) return p.moveBefore(n, ref)
	const e = document.activeElement as HTMLElement, within = n.contains(e)
	p.insertBefore(n, ref)
	if (within) e.focus({ preventScroll: true })
}
