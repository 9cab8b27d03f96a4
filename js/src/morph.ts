// Applies full HTML. It is compared with the mirror, never with the page: in the page, foreign
// nodes would be mistaken for nodes to delete.

import { client } from "./client"
import { isText } from "./dom"
import type { MirrorNode } from "./mirror"
import { native } from "./native"
import { pairChildren, type ContentOf } from "./pair"

/**
 * Changes the content of a root to html, or accepts html as what the server sent when other scripts have changed
 * the page since. If another script makes a change fail halfway, it tries once more.
 */
export function showHTML(rootNode: MirrorNode, html: string, isAdopted: boolean) {
	if (isAdopted) {
		adopt(rootNode, client.mirrorHTML(rootNode, html))
		client.applyStyles(rootNode.dom)
		return
	}
	try {
		morph(rootNode, client.mirrorHTML(rootNode, html))
	} catch (err) {
		console.error("live: full HTML failed:", err)
		morph(rootNode, client.mirrorHTML(rootNode, html))
	}
	client.restoreOrders(rootNode, { has: () => true })
}

/**
 * Reconciles node, the mirror of a page that other scripts changed before the client ran, with the
 * tree that the server sent. Nodes without a partner in sent are foreign from then on. The page
 * keeps what the other scripts changed.
 */
function adopt(node: MirrorNode, sent: MirrorNode, contentOf = createContents()) {
	const partners = pairChildren(node.children, sent.children, contentOf)
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
	client.setChildren(node, partners.filter(child => child !== undefined))
	updateNewChildren(node, sent, partners)
	sent.children.forEach((sentChild, i) => {
		const partner = partners[i]
		if (partner) adopt(partner, sentChild, contentOf)
	})
}

/** Changes node, and with it the page, to the tree that the server sent. */
export function morph(node: MirrorNode, sent: MirrorNode, contentOf = createContents()) {
	const partners = pairChildren(node.children, sent.children, contentOf)
		.map((partner, i) => partner && client.showsFallback(partner, sent.children[i]) ? undefined : partner)
	for (const name of [...node.attrs.keys()]) {
		if (!sent.attrs.has(name)) client.mergeAttribute(node, name, null)
	}
	for (const [name, value] of sent.attrs) {
		if (node.attrs.get(name) !== value) client.mergeAttribute(node, name, value)
	}
	if (node.text !== sent.text) client.replaceText(node, 0, node.text!.length, sent.text!)

	updateNewChildren(node, sent, partners)
	sent.children.forEach((sentChild, i) => {
		const partner = partners[i]
		if (partner) morph(partner, sentChild, contentOf)
	})
}

/** Gives node the partners as its children, and the sent child wherever there is no partner. */
function updateNewChildren(node: MirrorNode, sent: MirrorNode, partners: (MirrorNode | undefined)[]) {
	const isUnchanged = partners.length === node.children.length && partners.every((child, i) => child === node.children[i])
	if (isUnchanged) return
	client.updateChildren(node, sent.children.map((child, i) => partners[i] ?? child))
}

/** Returns a function that returns the canonical form of a subtree, and creates it once. */
function createContents(): ContentOf {
	const contents = new Map<MirrorNode, string>()
	return function contentOf(node) {
		const content = contents.get(node) ?? client.canonical(node, contentOf)
		contents.set(node, content)
		return content
	}
}
