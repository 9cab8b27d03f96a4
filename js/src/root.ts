// The root element, into which the server renders. Every change of its content goes through change.

import { applyStyles } from "./attributes"
import { canonicalChildren, checksum } from "./canonical"
import { afterPatch, beforePatch } from "./controls"
import { restoreFocus } from "./focus"
import { createMirror, createMirrors, setChildren, type MirrorNode } from "./mirror"
import { adopt, morph } from "./morph"
import { parse } from "./parse"
import { applyPatch, type OpItem } from "./patch"

/**
 * True while a patch is applied. DOM events that the patch itself causes (change, blur, focus) are
 * ignored.
 */
export let isPatching = false

/**
 * Runs apply, which changes the content of the root, and then restores the user's input and focus.
 */
export function change(apply: () => void) {
	isPatching = true
	beforePatch()
	try {
		apply()
	} finally {
		afterPatch()
		restoreFocus()
		isPatching = false
	}
}

export interface Root {
	element: HTMLElement
	/** Returns the checksum of the content. */
	checksum(): number
	/** Applies a patch. */
	patch(ops: OpItem[]): void
	/** Accepts html as what the server sent when other scripts have changed the page since. */
	adopt(html: string): void
	/** Changes the content to html. */
	morph(html: string): void
}

/** Creates the root from an element that contains what the server rendered. */
export function createRoot(element: HTMLElement): Root {
	const node = createMirror(element)
	node.attrs.clear() // the element itself is not rendered by the view
	applyStyles(element)

	const mirrorHTML = (html: string): MirrorNode => {
		const sent: MirrorNode = { ...node, children: [] }
		setChildren(sent, createMirrors(parse(html, element), sent))
		return sent
	}
	return {
		element,
		checksum: () => checksum(canonicalChildren(node)),
		patch: ops => applyPatch(node, ops),
		adopt(html) {
			adopt(node, mirrorHTML(html))
			applyStyles(element)
		},
		morph: html => morph(node, mirrorHTML(html)),
	}
}
