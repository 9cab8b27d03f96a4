// Applies full HTML. It is compared with the mirror, never with the page: in the page, foreign
// nodes would be mistaken for nodes to delete.

import { setAttribute } from "./attributes"
import { canonicalHead } from "./canonical"
import { updateChildren } from "./children"
import { isText } from "./dom"
import { setChildren, type MirrorNode } from "./mirror"
import { native } from "./native"
import { pairChildren, type IDOf } from "./pair"
import { spliceText } from "./text"

/**
 * Reconciles node, the mirror of a page that other scripts changed before the client ran, with the
 * tree that the server sent. Nodes without a partner in sent are foreign from then on. The page
 * keeps what the other scripts changed.
 */
export function adopt(node: MirrorNode, sent: MirrorNode, idOf = createIDs()) {
	const partners = pairChildren(node.children, sent.children, idOf)
	node.attrs = sent.attrs
	node.text = sent.text

	const missing = sent.children.filter((_, i) => !partners[i])
	const hasForeignText = node.children.some(child => !partners.includes(child) && native(child.dom).textContent)
	const isRewritten = hasForeignText && missing.every(child => isText(child.dom))
	if (isRewritten) {
		// Another script, such as a translator, replaced these texts. The page keeps its texts
		// until the server changes them: the mirror takes the sent texts, outside of the page.
		for (const child of missing) {
			native(child.dom as ChildNode).remove()
			partners[sent.children.indexOf(child)] = child
		}
	}

	for (const child of node.children) child.parent = null
	setChildren(node, partners.filter(child => child !== undefined))
	updateNewChildren(node, sent, partners)
	sent.children.forEach((sentChild, i) => {
		const partner = partners[i]
		if (partner) adopt(partner, sentChild, idOf)
	})
}

/** Changes node, and with it the page, to the tree that the server sent. */
export function morph(node: MirrorNode, sent: MirrorNode, idOf = createIDs()) {
	const partners = pairChildren(node.children, sent.children, idOf)
	for (const name of [...node.attrs.keys()]) {
		if (!sent.attrs.has(name)) setAttribute(node, name, null)
	}
	for (const [name, value] of sent.attrs) {
		if (node.attrs.get(name) !== value) setAttribute(node, name, value)
	}
	if (node.text !== sent.text) spliceText(node, 0, node.text!.length, sent.text!)

	updateNewChildren(node, sent, partners)
	sent.children.forEach((sentChild, i) => {
		const partner = partners[i]
		if (partner) morph(partner, sentChild, idOf)
	})
}

/** Gives node the partners as its children, and the sent child wherever there is no partner. */
function updateNewChildren(node: MirrorNode, sent: MirrorNode, partners: (MirrorNode | undefined)[]) {
	const isUnchanged = partners.length === node.children.length && partners.every((child, i) => child === node.children[i])
	if (isUnchanged) return
	updateChildren(node, sent.children.map((child, i) => partners[i] ?? child))
}

/** Returns a function that numbers subtrees: equal ones have the same number. */
function createIDs(): IDOf {
	const idByContent = new Map<string, number>()
	const idByNode = new Map<MirrorNode, number>()

	return function idOf(node: MirrorNode): number {
		const known = idByNode.get(node)
		if (known !== undefined) return known
		const content = `${canonicalHead(node)}\0${node.text}\0${node.children.map(idOf)}`
		const id = idByContent.get(content) ?? idByContent.size
		idByContent.set(content, id)
		idByNode.set(node, id)
		return id
	}
}
