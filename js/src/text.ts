// Changes the content of texts, comments and text elements.

import { isControl } from "./control"
import { controlWillChange } from "./controls"
import { containerOf, isElement } from "./dom"
import { isFrozen } from "./editable"
import { isMirrored, type MirrorNode } from "./mirror"
import { native } from "./native"

/** Replaces deleteCount UTF-16 units of the text of node, from start on, with inserted. */
export function spliceText(node: MirrorNode, start: number, deleteCount: number, inserted: string) {
	const dom = node.dom
	const oldText = node.text!
	const text = oldText.slice(0, start) + inserted + oldText.slice(start + deleteCount)
	if (isElement(dom)) {
		if (isControl(dom)) controlWillChange(dom)
		native(dom).replaceChildren(new Text(text))
	} else if (!isFrozen(dom)) {
		const characters = dom as CharacterData
		const isIntact = native(characters).parentNode && characters.data === oldText
		if (isIntact) characters.replaceData(start, deleteCount, inserted)
		else restoreText(node, characters, text)
	}
	node.text = text
}

/**
 * Writes text to node where another script has translated, split or wrapped it. It removes the
 * foreign nodes with text between the siblings of node, because they hold what the script made of
 * the old text.
 */
function restoreText(node: MirrorNode, dom: CharacterData, text: string) {
	const parent = node.parent!
	const container = containerOf(parent.dom)
	const laterSiblings = parent.children.slice(parent.children.indexOf(node) + 1)
	const next = laterSiblings.find(sibling => native(sibling.dom).parentNode === container)?.dom ?? null

	let candidate = next ? native(next).previousSibling : native(container).lastChild
	while (candidate && (candidate === dom || !isMirrored(candidate, parent))) {
		const previous: ChildNode | null = native(candidate).previousSibling
		if (candidate !== dom && native(candidate).textContent) native(candidate).remove()
		candidate = previous
	}

	dom.data = text
	if (native(dom).parentNode !== container) native(container).insertBefore(dom, next)
}
