// Facts about DOM nodes that docs/reference/protocol.md ("Trees") relies on.

import { document, native } from "./native"

const textElements = /^(script|style|textarea|title|iframe|noscript)$/
const foreignTextElements = /^(script|style)$/ // in svg and math

export const isElement = (node: Node | null): node is HTMLElement => node instanceof Element

/** Returns the elements in the subtree of dom, in their order. */
export const elementsIn = (dom: Node) =>
	isElement(dom) ? [dom, ...native(dom).querySelectorAll<HTMLElement>("*")] : []

export const isText = (node: Node): node is Text => node instanceof Text

export const isComment = (node: Node): node is Comment => node instanceof Comment

/** Reports whether an element belongs to HTML, not to svg or math. */
export const isHTML = (node: Node): node is HTMLElement => node instanceof HTMLElement

/**
 * Reports whether an element is a leaf whose content is text, even if the content looks like
 * markup.
 */
export function isTextElement(element: Element) {
	const names = isHTML(element) ? textElements : foreignTextElements
	return names.test(native(element).localName)
}

/** Splits the value of a class attribute into distinct tokens. */
export const classTokens = (value: string | null | undefined): string[] =>
	[...new Set(value?.match(/[^\t\n\f\r ]+/g))]

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
