// Changes the content of texts, comments and text elements.

import { isControl } from "./control"
import { controlWillChange } from "./controls"
import { containerOf, isElement } from "./dom"
import { isFrozen } from "./editable"
import { isMirrored, type MirrorNode } from "./mirror"

/** Replaces deleteCount UTF-16 units of the text of node, from start on, with inserted. */
export function spliceText(node: MirrorNode, start: number, deleteCount: number, inserted: string) {
	const dom = node.dom
	const oldText = node.text!
	const text = oldText.slice(0, start) + inserted + oldText.slice(start + deleteCount)
	node.text = text
	if (isElement(dom)) {
		if (isControl(dom)) controlWillChange(dom)
		dom.replaceChildren(new Text(text))
		return
	}
	if (isFrozen(dom)) return
	const characters = dom as CharacterData
	const isIntact = characters.parentNode && characters.data === oldText
	if (isIntact) characters.replaceData(start, deleteCount, inserted)
	else restoreText(node, characters)
}

/**
 * Writes the text of node where another script has translated, split or wrapped it. It removes the
 * foreign nodes with text between the siblings of node, because they hold what the script made of
 * the old text.
 */
function restoreText(node: MirrorNode, dom: CharacterData) {
	const parent = node.parent!
	const container = containerOf(parent.dom)
	const laterSiblings = parent.children.slice(parent.children.indexOf(node) + 1)
	const next = laterSiblings.find(sibling => sibling.dom.parentNode === container)?.dom ?? null

	let candidate = next ? next.previousSibling : container.lastChild
	while (candidate && (candidate === dom || !isMirrored(candidate, parent))) {
		const previous: ChildNode | null = candidate.previousSibling
		if (candidate !== dom && candidate.textContent) candidate.remove()
		candidate = previous
	}

	dom.data = node.text!
	if (dom.parentNode !== container) container.insertBefore(dom, next)
}
