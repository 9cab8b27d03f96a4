// The canonical form of a tree (docs/reference/protocol.md, "Trees"): the input of the checksum in the join.

import { isComment, isElement, isHTML, isVoid } from "./dom"
import type { MirrorNode } from "./mirror"
import { native } from "./native"

const entities: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" }
const escape = (s: string, characters = /[&<>]/g) => s.replace(characters, c => `&${entities[c]};`)

/** Splits the value of a class attribute into distinct tokens. */
export const classTokens = (value: string | null | undefined): string[] =>
	[...new Set(value?.match(/[^\t\n\f\r ]+/g))]

/**
 * Returns the canonical form of a node without its children: a start tag, or all of a text or
 * comment.
 */
export function canonicalHead(node: MirrorNode): string {
	if (isComment(node.dom)) return `<!--${node.text}-->`
	if (!isElement(node.dom)) return escape(node.text!)
	let tag = "<" + native(node.dom).localName
	for (const name of [...node.attrs.keys()].sort()) {
		const value = node.attrs.get(name)!
		const canonicalValue = name === "class" ? classTokens(value).sort().join(" ") : value
		tag += ` ${name}="${escape(canonicalValue, /[&<>"]/g)}"`
	}
	return tag + ">"
}

function canonical(node: MirrorNode): string {
	const element = node.dom
	if (!isElement(element)) return canonicalHead(node)
	const text = node.text ?? ""
	const isEscaped = isHTML(element) && /^(textarea|title)$/.test(native(element).localName)
	const endTag = isVoid(element) ? "" : `</${native(element).localName}>`
	return canonicalHead(node) + (isEscaped ? escape(text) : text) + canonicalChildren(node) + endTag
}

/** Returns the canonical form of all that is inside node. */
export const canonicalChildren = (node: MirrorNode): string => node.children.map(canonical).join("")

/** Returns the 32-bit FNV-1a hash of the UTF-8 bytes of s. */
export function checksum(s: string): number {
	let hash = 0x811c9dc5
	for (const byte of new TextEncoder().encode(s)) hash = Math.imul(hash ^ byte, 0x01000193)
	return hash >>> 0
}
