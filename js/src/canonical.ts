// The canonical form of a tree (docs/reference/protocol.md, "Trees"): the input of the checksum in the join.

import { classTokens, isComment, isElement, isHTML } from "./dom"
import type { MirrorNode } from "./mirror"
import { native } from "./native"
import { inertDocument } from "./parse"

const entities: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" }
const escape = (s: string, characters = /[&<>]/g) => s.replace(characters, c => `&${entities[c]};`)

/** Returns the canonical form of a node. That of its children is what contentOf returns. */
export function canonical(node: MirrorNode, contentOf = (child: MirrorNode) => canonical(child)): string {
	const { dom, text = "" } = node
	if (isComment(dom)) return `<!--${text}-->`
	if (!isElement(dom)) return escape(text)
	const { localName } = native(dom)
	let html = "<" + localName
	for (const name of [...node.attrs.keys()].sort()) {
		const value = node.attrs.get(name)!
		const canonicalValue = name === "class" ? classTokens(value).sort().join(" ") : value
		html += ` ${name}="${escape(canonicalValue, /[&<>"]/g)}"`
	}
	const isEscaped = isHTML(dom) && /^(textarea|title)$/.test(localName)
	html += ">" + (isEscaped ? escape(text) : text) + node.children.map(contentOf).join("")
	const endTag = `</${localName}>`
	return hasEndTag(dom, endTag) ? html + endTag : html
}

/** Reports whether the browser writes an end tag for an element: it is not void. */
const hasEndTag = (element: Element, endTag: string) =>
	native(inertDocument.importNode(element, false)).outerHTML.endsWith(endTag)
