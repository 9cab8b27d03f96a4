// Three-way merge of attributes: the client compares what the server sends now with what it sent
// before, and applies the difference to the page. What other scripts changed in a class or style
// attribute is preserved.

import { attributeWillChange } from "./controls"
import { classTokens, elementsIn, isHTML } from "./dom"
import { beforeChange } from "./hookcalls"
import { mirrorOf, type MirrorNode } from "./mirror"
import { document, native } from "./native"
import { noteAttribute } from "./needs"
import { parseAttribute, trustedHTML } from "./parse"

/** Matches the names of the attributes of an element that updates do not change. */
export const ignoredAttributes = new WeakMap<Element, RegExp>()

/**
 * Sets an attribute of node in the page and in the mirror, or removes it if value is null. If the
 * browser throws, the mirror keeps the old value.
 */
export function mergeAttribute(node: MirrorNode, name: string, value: string | null) {
	const element = node.dom as HTMLElement
	const oldValue = node.attrs.get(name)
	attributeWillChange(element, name)
	beforeChange(node)
	if (ignoredAttributes.get(element)?.test(name)) { // only the mirror changes
	} else if (name === "class") mergeClass(element, oldValue, value)
	else if (name === "style" && native(element).style) mergeStyle(element, oldValue, value)
	else if (value === null) native(element).removeAttribute(name)
	else writeAttribute(element, name, value)

	if (value === null) node.attrs.delete(name)
	else {
		node.attrs.set(name, value)
		noteAttribute(name, value)
	}
}

function mergeClass(element: Element, oldValue: string | undefined, value: string | null) {
	const oldTokens = classTokens(oldValue)
	const tokens = classTokens(value)
	const classes = native(element).classList
	classes.remove(...oldTokens.filter(token => !tokens.includes(token)))
	classes.add(...tokens.filter(token => !oldTokens.includes(token)))
	if (classes.length) return
	if (value === null) native(element).removeAttribute("class")
	else native(element).setAttribute("class", "")
}

/**
 * Writes properties instead of the attribute: a Content-Security-Policy that forbids inline styles
 * allows only that.
 */
function mergeStyle(element: HTMLElement, oldValue: string | undefined, value: string | null) {
	const style = native(element).style
	const oldProperties = parseStyle(oldValue)
	const properties = parseStyle(value)
	for (const name of oldProperties.keys()) {
		if (!properties.has(name)) style.setProperty(name, "")
	}
	for (const [name, declaration] of properties) {
		const [propertyValue, priority] = declaration
		// The longhands of a shorthand that contains var() have no value of their own.
		if (!propertyValue) style.cssText = value!
		else if (`${oldProperties.get(name)}` !== `${declaration}`) style.setProperty(name, propertyValue, priority)
	}
	if (value === null && !style.length) native(element).removeAttribute("style")
}

const scratchStyle = native(document.createElement("i")).style

/** Returns the values and priorities of the properties in css, by name. */
function parseStyle(css: string | null | undefined) {
	scratchStyle.cssText = css ?? ""
	return new Map([...scratchStyle].map(name =>
		[name, [scratchStyle.getPropertyValue(name), scratchStyle.getPropertyPriority(name)]]))
}

/**
 * Applies the style attributes in the subtree of dom that a Content-Security-Policy kept the parser
 * from applying.
 */
export function applyStyles(dom: Node) {
	for (const element of elementsIn(dom)) {
		const css = mirrorOf(element)?.attrs.get("style")
		const style = native(element).style
		if (!css || !style) continue
		const isMissing = [...parseStyle(css).keys()].some(name => !style.getPropertyValue(name))
		if (isMissing) style.cssText = css + ";" + style.cssText
	}
}

/**
 * Sets an attribute as the parser would have. Trusted Types may refuse event handlers; that must not
 * stop a patch.
 */
function writeAttribute(element: Element, name: string, value: string) {
	const hasNamespace = !isHTML(element) && name.includes(":")
	try {
		if (hasNamespace) writeParsedAttribute(element, name, value)
		else native(element).setAttribute(name, name === "srcdoc" ? trustedHTML(value) : value)
	} catch (err) {
		const isNameRefused = err instanceof DOMException
		if (isNameRefused) writeParsedAttribute(element, name, value)
		else console.error("live: set attribute " + name, err)
	}
}

/** Sets an attribute such as @click or xlink:href, for whose name a parser is needed. */
function writeParsedAttribute(element: Element, name: string, value: string) {
	const attribute = parseAttribute(name)
	attribute.value = value
	native(element).setAttributeNode(attribute)
}
