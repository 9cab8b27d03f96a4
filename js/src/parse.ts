// Parses HTML in a document in which no script runs, no resource loads and no custom element is
// upgraded.

import { isElement } from "./dom"
import { document, native } from "./native"
import { containerOf } from "./portal"

export const inertDocument = document.implementation.createHTMLDocument("")

let policy: ReturnType<NonNullable<Window["trustedTypes"]>["createPolicy"]> | undefined
try {
	policy = window.trustedTypes?.createPolicy("lively", { createHTML: html => html, createScriptURL: url => url })
} catch { } // the site forbids this name, but it may not require Trusted Types

/** Passes HTML of the server through the client's only Trusted Types policy. */
export const trustedHTML = (html: string) => (policy ? policy.createHTML(html) : html) as string

/** Passes the URL of a module through that policy. */
export const trustedURL = (url: string) => (policy ? policy.createScriptURL(url) : url) as string

/** Returns a container of the nodes of html, parsed as if they were children of context. */
export function parse(html: string, context: Element) {
	const element = inertDocument.importNode(context, false)
	const hidden = html.replace(/(<\/?)noscript/gi, "$1" + textElement)
	native(element).innerHTML = trustedHTML(hidden)
	const container = containerOf(element)
	if (hidden !== html) restoreNoscript(container)
	return container
}

// A noscript element contains text in the page, where scripting is enabled, but elements in the inert
// document. There it is therefore parsed as an element that always contains text and that no view has.
// The spelling distinguishes it from text of the server.
const textElement = "nOfRaMeS"

const restoreName = (s: string) => s.replaceAll(textElement, "noscript")

function restoreNoscript(parent: Node) {
	for (const node of [...native(parent).childNodes]) {
		if (!isElement(node)) {
			native(node).nodeValue = restoreName(native(node).nodeValue!)
			continue
		}
		for (const attribute of native(node).attributes) attribute.value = restoreName(attribute.value)
		restoreNoscript(containerOf(node))
		if (native(node).localName !== textElement.toLowerCase()) continue
		const noscript = inertDocument.createElement("noscript")
		for (const attribute of native(node).attributes) noscript.setAttributeNode(attribute.cloneNode() as Attr)
		noscript.append(...native(node).childNodes)
		native(node).replaceWith(noscript)
	}
}

/** Returns an attribute with a name that only the parser accepts, or gives a namespace, in svg. */
export function parseAttribute(name: string) {
	const { firstElementChild } = parse(`<svg ${name}>`, inertDocument.body)
	const [attribute] = native(firstElementChild!).attributes
	return attribute.cloneNode() as Attr
}
