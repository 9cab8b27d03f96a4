// The root element, into which the server renders. Every change of its content goes through change.

import { restoreOrder, restoreOrders } from "./arrange"
import { applyStyles } from "./attributes"
import { canonical } from "./canonical"
import { checksum } from "./checksum"
import { updateChildren } from "./children"
import { afterPatch, beforePatch } from "./controls"
import { restoreRegions } from "./editable"
import { restoreFocus } from "./focus"
import { UI, ui } from "./functions"
import { callHooks } from "./hookcalls"
import { createMirror, mirrorOf } from "./mirror"
import { updateModules } from "./modules"
import { modules } from "./needs"
import { applyPatch, mirrorHTML, type OpItem } from "./patch"
import type { LiveEvent } from "./queue"
import type { Session } from "./sessions"

/**
 * True while a patch is applied. DOM events that the patch itself causes (change, blur, focus) are
 * ignored.
 */
export let isPatching = false

/** Returns the mirror of a root: an element with what the server rendered. */
export function mirrorRoot(element: HTMLElement) {
	const node = createMirror(element)
	applyStyles(element)
	return node
}

/**
 * Runs apply, which changes the content of the root, and then restores the user's input and focus.
 */
export function change(apply: () => void) {
	isPatching = true
	try {
		for (const { ownParts } of modules) ownParts?.beforeUpdate?.()
		beforePatch()
		apply()
	} finally {
		for (const restore of [restoreRegions, afterPatch, updateModules, restoreFocus]) {
			try {
				restore()
			} catch (err) {
				console.error("live:", err)
			}
		}
		isPatching = false
		callHooks()
	}
}

/** Returns the checksum of the content. */
export const rootChecksum = ({ rootNode }: Session) => checksum(rootNode.children.map(child => canonical(child)).join(""))

export const patchRoot = ({ rootNode }: Session, ops: OpItem[]) => applyPatch(rootNode, ops)

/**
 * Changes the content to html, or accepts html as what the server sent when other scripts have changed the page
 * since. Without the module it replaces all nodes.
 */
export function showHTML({ rootNode }: Session, html: string, isAdopted: boolean) {
	if (ui.ownParts) return ui.ownParts[UI.showHTML](rootNode, html, isAdopted)
	const sent = mirrorHTML(rootNode, html)
	updateChildren(rootNode, sent.children)
}

/**
 * Restores the server's order of the lists around element and in it, after the server has
 * acknowledged an event that may have reported another order.
 */
export function settleOrder({ element, binding, form }: LiveEvent) {
	let node = mirrorOf(element)
	if (!node || !form && binding !== "live-hook") return
	restoreOrders(node)
	while ((node = node.parent!)) restoreOrder(node)
}
