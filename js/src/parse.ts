// Markup becomes nodes in a document where nothing runs, loads or is upgraded.

import { box } from "./mirror"

const policy = makePolicy()
const inert = document.implementation.createHTMLDocument("")

function makePolicy() {
	try {
		return window.trustedTypes?.createPolicy("lively", { createHTML: s => s })
	} catch {
		return // a policy that forbids the name, yet may not require one
	}
}

// trusted passes the server's markup through the one Trusted Types policy.
export const trusted = (html: string) => (policy ? policy.createHTML(html) : html) as string

// parse returns what holds the nodes of html, parsed as children of context would be.
export function parse(html: string, context: Element) {
	const e = inert.importNode(context, false)
	e.innerHTML = trusted(html)
	for (const n of e.querySelectorAll("noscript")) n.textContent = n.innerHTML // text where scripts run, elements here
	return box(e)
}
