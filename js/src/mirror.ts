// The mirror: a tree of the nodes that the server sent, and of no others. Patches address nodes by
// their position in the mirror, so nodes that browser extensions, widgets or hooks add to the page
// do not shift any position.

import { isElement, isText, isTextElement } from "./dom"
import { native } from "./native"
import { noteAttribute } from "./needs"
import { containerOf } from "./portal"

export interface MirrorNode {
	/** The node in the page. */
	dom: Node
	/** Null for the root and for nodes that were removed. */
	parent: MirrorNode | null
	/** Attributes as the server sent them. Empty unless dom is an element. */
	attrs: Map<string, string>
	children: MirrorNode[]
	/**
	 * Content as the server sent it of a text, a comment or a text element. Empty for a leaf, and
	 * undefined for other elements.
	 */
	text: string | undefined
}

const mirrorNodes = new WeakMap<Node, MirrorNode>()

/** Returns the mirror of a node of the page. A node without one is foreign: another script added it. */
export const mirrorOf = (dom: Node) => mirrorNodes.get(dom)

/** Returns what identifies a node among its siblings, or undefined. */
export const keyOf = (node: MirrorNode) => node.attrs.get("live-id") ?? node.attrs.get("id")

/**
 * Reports whether node is a leaf: an element whose content belongs to another session or to scripts of
 * the page. It has no nodes in the mirror.
 */
export const isLeaf = ({ attrs }: MirrorNode) => attrs.has("live-root") || attrs.get("live-update") === "ignore"

/**
 * Creates the mirror of dom and of all nodes in it. That of a root has no parent, and no attributes,
 * because the root itself is not rendered by its session.
 */
export function createMirror(dom: Node, parent: MirrorNode | null = null): MirrorNode {
	const node: MirrorNode = { dom, parent, attrs: new Map(), children: [], text: undefined }
	if (parent || !mirrorOf(dom)) mirrorNodes.set(dom, node) // a root may be a leaf of the page around it
	if (!isElement(dom)) {
		node.text = (dom as CharacterData).data
		return node
	}
	if (parent) for (const { name, value } of native(dom).attributes) {
		node.attrs.set(name, value)
		noteAttribute(name, value)
	}
	if (isLeaf(node)) {
		node.text = ""
	} else if (isTextElement(dom)) {
		// Such as a noscript element that was parsed without scripting.
		node.text = native(dom).firstElementChild ? native(dom).innerHTML : native(dom).textContent!
	} else {
		node.children = createMirrors(containerOf(dom), node)
	}
	return node
}

/**
 * Creates mirrors of the children of container. It merges adjacent texts into one and removes empty
 * texts, because a parser never creates them and the server therefore does not count them. It leaves the
 * texts in a leaf alone, unlike Node.normalize.
 */
export function createMirrors(container: Node, parent: MirrorNode): MirrorNode[] {
	for (const text of [...native(container).childNodes].filter(isText)) {
		const previous = text.previousSibling!
		if (isText(previous)) previous.appendData(text.data)
		else if (text.data) continue
		text.remove()
	}
	return [...native(container).childNodes].map(dom => createMirror(dom, parent))
}

/** Makes children the children of node in the mirror. It does not change the page. */
export function setChildren(node: MirrorNode, children: MirrorNode[]) {
	node.children = children
	for (const child of children) child.parent = node
}
