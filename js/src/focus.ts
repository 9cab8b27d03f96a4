// Keeps the focus in the page while a patch removes and moves nodes.

/** The id of the focused element that was removed, and where it was. */
let lostID = ""
let lostPosition: Range | undefined

/** Remembers the focus if it is inside dom, which is about to be removed. */
export function rememberFocus(dom: Node) {
	const focused = document.activeElement
	if (!focused || focused === document.body || !dom.contains(focused)) return
	lostID = focused.id
	lostPosition = document.createRange()
	lostPosition.setStartBefore(dom)
}

/**
 * Restores the focus after its element was removed: to the element with the same id, or to the
 * nearest focusable one, preferably after the old position.
 */
export function restoreFocus() {
	const position = lostPosition
	if (!position) return
	lostPosition = undefined
	if (lostID && focus(document.getElementById(lostID))) return

	let scope: Node | null = position.startContainer
	while (scope && scope !== document.body) {
		const descendants = [...(scope as Element).querySelectorAll<HTMLElement>("*")]
		const focusable = descendants.filter(element => element.tabIndex >= 0)
		const after = focusable.filter(element => position.comparePoint(element, 0) >= 0)
		if ([...after, ...focusable.reverse()].some(focus)) return
		scope = scope.parentNode
	}
}

/** Focuses element and reports whether that succeeded. */
function focus(element: HTMLElement | null) {
	if (!element) return false
	element.focus({ preventScroll: true })
	return document.activeElement === element
}

type MovableParent = Node & { moveBefore?(node: Node, next: Node | null): void }

/**
 * Moves a child of parent before the node next. It uses moveBefore, which preserves the state of
 * the moved elements, where the browser has it. Elsewhere it restores the focus.
 */
export function moveNode(parent: MovableParent, node: Node, next: Node | null) {
	if (parent.moveBefore && node.isConnected && parent.isConnected) {
		parent.moveBefore(node, next)
		return
	}
	const focused = document.activeElement as HTMLElement
	const hadFocus = node.contains(focused)
	parent.insertBefore(node, next)
	if (hadFocus) focus(focused)
}
