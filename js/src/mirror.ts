// The mirror: a tree of the nodes that the server sent, and of no others. Patches address nodes by
// their position in the mirror, so nodes that browser extensions, widgets or hooks add to the page
// do not shift any position.

import { containerOf, isElement, isTextElement } from "./dom"
import { native } from "./native"

export interface MirrorNode {
	/** The node in the page. */
	dom: Node
	/** Null for the root and for nodes that were removed. */
	parent: MirrorNode | null
	/** Attributes as the server sent them. Empty unless dom is an element. */
	attrs: Map<string, string>
	children: MirrorNode[]
	/**
	 * Content as the server sent it of a text, a comment or a text element. Undefined for other
	 * elements.
	 */
	text: string | undefined
}

const mirrorNodes = new WeakMap<Node, MirrorNode>()

/** Returns the mirror of a node of the page. A node without one is foreign: another script added it. */
export const mirrorOf = (dom: Node) => mirrorNodes.get(dom)

/** Returns what identifies a node among its siblings, or undefined. */
export const keyOf = (node: MirrorNode) => node.attrs.get("live-id") ?? node.attrs.get("id")

/** Creates the mirror of dom and of all nodes in it. */
export function createMirror(dom: Node, parent: MirrorNode | null = null): MirrorNode {
	const node: MirrorNode = { dom, parent, attrs: new Map(), children: [], text: undefined }
	mirrorNodes.set(dom, node)
	if (!isElement(dom)) {
		node.text = (dom as CharacterData).data
		return node
	}
	for (const attribute of native(dom).attributes) node.attrs.set(attribute.name, attribute.value)
	if (isTextElement(dom)) {
		// Such as a noscript element that was parsed without scripting.
		node.text = native(dom).firstElementChild ? native(dom).innerHTML : native(dom).textContent!
	} else if (!native(dom).hasAttribute("live-root")) {
		node.children = createMirrors(containerOf(dom), node)
	}
	return node
}

/** Creates the mirror of a root and of all nodes in it. Its attributes are not of the view. */
export function createRoot(dom: Node) {
	const node: MirrorNode = { dom, parent: null, attrs: new Map(), children: [], text: undefined }
	if (!mirrorOf(dom)) mirrorNodes.set(dom, node) // that of a nested view has a mirror in the view around it
	node.children = createMirrors(containerOf(dom), node)
	return node
}

/**
 * Creates mirrors of the children of container. It merges adjacent texts into one and removes empty
 * texts, because a parser never creates them and the server therefore does not count them.
 */
export function createMirrors(container: Node, parent: MirrorNode): MirrorNode[] {
	native(container).normalize()
	return [...native(container).childNodes].map(dom => createMirror(dom, parent))
}

/** Makes children the children of node in the mirror. It does not change the page. */
export function setChildren(node: MirrorNode, children: MirrorNode[]) {
	node.children = children
	for (const child of children) child.parent = node
}
