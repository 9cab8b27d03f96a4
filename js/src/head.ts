// The head of the document at a navigation. What belongs to no page stays: scripts of others have added it.

import { moduleScript } from "./client"
import { styleTimeout } from "./limits"
import { document, native } from "./native"

/** Elements of which each page has a set of its own. */
const pageSelector = "meta[name],meta[property],link[rel~=canonical],link[rel~=icon],link[rel~=alternate]"

const styleSelector = "link[rel~=stylesheet][live-track],style[live-track]"

const elementsOf = (head: Element | null, selector: string) => head ? [...head.querySelectorAll<HTMLElement>(selector)] : []

const headOf = (sent: Element) => native(sent).querySelector("head")

/** Identifies a style sheet. A nonce differs each time. */
const keyOf = (entry: Element) => entry.getAttribute("href") ?? entry.textContent

/** Takes over title, metadata and language of the page. Of a page that was left, html is absent. */
export function updateHead(sent: Element, html?: string) {
	const head = headOf(sent)
	const old = elementsOf(document.head, pageSelector)
	const wanted = elementsOf(head, pageSelector)
	for (const entry of old) {
		if (!wanted.some(other => other.isEqualNode(entry))) entry.remove()
	}
	for (const entry of wanted) {
		if (!old.some(other => other.isEqualNode(entry))) document.head.append(document.importNode(entry, true))
	}
	if (html === undefined) return
	const title = head?.querySelector("title")
	if (title) document.title = title.textContent!
	const [tag = ""] = /<html\b[^>]*>/i.exec(html) ?? []
	for (const name of ["lang", "dir"]) {
		const match = RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*'|[^\\s>]+)`, "i").exec(tag)
		if (match) document.documentElement.setAttribute(name, match[1]!.replace(/^["']|["']$/g, ""))
		else document.documentElement.removeAttribute(name)
	}
}

/** The style sheets of all pages that were shown, with the attribute media of each. */
const sheets = new Map<string, [entry: HTMLElement, media: string | null]>()

const noteSheet = (entry: HTMLElement) => sheets.set(keyOf(entry)!, [entry, entry.getAttribute("media")])

/** Adds the style sheets that the document lacks, and waits for a short time until they are loaded. */
export async function loadStyles(sent: Element) {
	if (!sheets.size) elementsOf(document.head, styleSelector).forEach(noteSheet)
	const loading: Promise<unknown>[] = []
	for (const style of elementsOf(headOf(sent), styleSelector)) {
		if (sheets.has(keyOf(style)!)) continue
		const entry = document.importNode(style, true)
		if (entry.nonce || entry.hasAttribute("nonce")) entry.nonce = moduleScript.nonce
		noteSheet(entry)
		entry.setAttribute("media", unused)
		if (entry.localName === "link") loading.push(new Promise(resolve => entry.onload = entry.onerror = resolve))
		document.head.append(entry)
	}
	if (loading.length) await Promise.race([Promise.all(loading), new Promise(resolve => setTimeout(resolve, styleTimeout))])
}

/** The media of a style sheet that another page needs. */
const unused = "not all"

/** Lets the style sheets of a page take effect, and no others. Those of other pages stay loaded. */
export function applySheets(sent: Element) {
	const wanted = elementsOf(headOf(sent), styleSelector).map(keyOf)
	for (const [key, [entry, media]] of sheets) {
		const value = wanted.includes(key) ? media : unused
		if (value === null) entry.removeAttribute("media")
		else if (entry.getAttribute("media") !== value) entry.setAttribute("media", value)
	}
}
