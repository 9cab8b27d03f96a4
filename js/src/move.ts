// Moves nodes in the page. Not all browsers have moveBefore, which preserves the state of what is
// moved. Elsewhere the module restores it (save.ts).

import { native } from "./native"

type MovableParent = Node & { moveBefore?(node: Node, next: Node | null): void }

export const hasMoveBefore = "moveBefore" in Element.prototype

/** Moves a node of the page into parent, before the node next. */
export function moveNode(parent: MovableParent, node: Node, next: Node | null) {
	if (hasMoveBefore && native(node).isConnected && native(parent).isConnected) native(parent).moveBefore!(node, next)
	else native(parent).insertBefore(node, next)
}
