// Parses HTML in a document in which no script runs, no resource loads and no custom element is
// upgraded.

import { containerOf } from "./dom"
import { document, native } from "./native"

const policy = createPolicy()
const inertDocument = document.implementation.createHTMLDocument("")

function createPolicy() {
	try {
		return window.trustedTypes?.createPolicy("lively", { createHTML: html => html })
	} catch {
		return // the site forbids this name, but it may not require Trusted Types
	}
}

/** Passes HTML of the server through the client's only Trusted Types policy. */
export const trustedHTML = (html: string) => (policy ? policy.createHTML(html) : html) as string

// Noscript contains text where scripting is enabled. It is not enabled in the inert document, and most
// browsers parse the content of noscript there. Firefox does not.
const parsesNoscript = (() => {
	const element = inertDocument.createElement("div")
	native(element).innerHTML = trustedHTML("<noscript><i></i></noscript>")
	return native(element).querySelector("i") !== null
})()

/** Returns a container of the nodes of html, parsed as if they were children of context. */
export function parse(html: string, context: Element) {
	const element = inertDocument.importNode(context, false)
	native(element).innerHTML = trustedHTML(html)
	if (parsesNoscript)
		for (const noscript of native(element).querySelectorAll("noscript")) noscript.textContent = noscript.innerHTML
	return containerOf(element)
}
