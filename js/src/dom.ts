// Facts about DOM nodes that docs/reference/protocol.md ("Trees") relies on.

import { document, native } from "./native"

const htmlNamespace = "http://www.w3.org/1999/xhtml"

const voidElements = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/
const textElements = /^(script|style|textarea|title|iframe|noscript)$/
const foreignTextElements = /^(script|style)$/ // in svg and math

/** Values of nodeType. */
const enum NodeType {
	element = 1,
	text = 3,
	comment = 8,
}

export const isElement = (node: Node | null): node is HTMLElement => !!node && native(node).nodeType === NodeType.element

export const isText = (node: Node): node is Text => native(node).nodeType === NodeType.text

export const isComment = (node: Node): node is Comment => native(node).nodeType === NodeType.comment

/** Reports whether an element belongs to HTML, not to svg or math. */
export const isHTML = (node: Node) => native(node as Element).namespaceURI === htmlNamespace

export const isVoid = (element: Element) => isHTML(element) && voidElements.test(native(element).localName)

/**
 * Reports whether an element is a leaf whose content is text, even if the content looks like
 * markup.
 */
export function isTextElement(element: Element) {
	const names = isHTML(element) ? textElements : foreignTextElements
	return names.test(native(element).localName)
}

/**
 * Returns the node that holds the children of an element: the content of a template, or the element
 * itself.
 */
export function containerOf(node: Node): ParentNode & Node {
	// Only a template has a document fragment as its content; a meta element has a string.
	const content = native(node as HTMLTemplateElement).content
	return content instanceof DocumentFragment ? content : node as Element
}

/** Returns the path and query of the page. As for the server, the path begins with one slash. */
export const currentPath = () => location.pathname.replace(/^\/+/, "/") + location.search

/** Creates an element with the given properties. */
export const createElement = (name: string, properties: object) =>
	Object.assign(document.createElement(name), properties)

/** Creates a button. A press of the mouse leaves the focus where it is. */
export const createButton = (label: string, action: () => void) =>
	createElement("button", {
		textContent: label,
		onclick: action,
		onmousedown: (event: Event) => event.preventDefault(),
	})

/** Dispatches the event live:name, which bubbles, for scripts of the page. */
export function dispatchLiveEvent(name: string, detail?: unknown, target: EventTarget = window) {
	native(target).dispatchEvent(new CustomEvent("live:" + name, { detail, bubbles: true }))
}
