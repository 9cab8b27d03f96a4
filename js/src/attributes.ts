// Attributes change against what was sent: what others made of them stays.

import { tokens } from "./canonical"
import { touch } from "./controls"
import { isElement, isHTML, mirrorOf, type Mirror } from "./mirror"
import { trusted } from "./parse"

// setAttribute sets, or with null removes, an attribute of m.
export function setAttribute(m: Mirror, name: string, value: string | null) {
	const e = m.dom as HTMLElement, base = m.attrs.get(name)
	if (value === null) m.attrs.delete(name)
	else m.attrs.set(name, value)
	touch(e, name)
	if (name === "class") setClass(e, tokens(base), value)
	else if (name === "style" && e.style) setStyle(e, base, value)
	else if (value === null) e.removeAttribute(name)
	else write(e, name, value)
}

function setClass(e: Element, base: string[], value: string | null) {
	const now = tokens(value)
	e.classList.remove(...base.filter(t => !now.includes(t)))
	e.classList.add(...now.filter(t => !base.includes(t)))
	if (e.classList.length) return
	if (value === null) e.removeAttribute("class")
	else e.setAttribute("class", "")
}

const probe = document.createElement("i").style

// setStyle writes properties, not the attribute: a policy without inline styles allows only that.
function setStyle(e: HTMLElement, base: string | undefined, value: string | null) {
	const style = e.style, was = properties(base), now = properties(value)
	for (const p of was.keys()) if (!now.has(p)) style.removeProperty(p)
	for (const [p, v] of now) {
		if (!v[0]) style.cssText = value! // a shorthand with var() has no parts
		else if (`${was.get(p)}` !== `${v}`) style.setProperty(p, ...v)
	}
	if (value === null && !style.length) e.removeAttribute("style")
}

function properties(css: string | null | undefined) {
	probe.cssText = css ?? ""
	return new Map([...probe].map(p => [p, [probe.getPropertyValue(p), probe.getPropertyPriority(p)] as [string, string]]))
}

// applyStyles gives n and all below it the styles that were sent, if a policy kept them from applying.
export function applyStyles(n: Node) {
	if (!isElement(n)) return
	for (const e of [n, ...n.querySelectorAll<HTMLElement>("[style]")]) {
		const css = mirrorOf(e)?.attrs.get("style")
		if (css && e.style && [...properties(css).keys()].some(p => !e.style.getPropertyValue(p))) e.style.cssText = css + ";" + e.style.cssText
	}
}

const spaces: Record<string, string> = {
	xlink: "http://www.w3.org/1999/xlink",
	xml: "http://www.w3.org/XML/1998/namespace",
}

// write sets an attribute as the parser would have. A refusal (of a handler by Trusted Types, of a name like @click by an
// older browser) must not stop a patch.
function write(e: Element, name: string, value: string) {
	const space = spaces[isHTML(e) ? "" : name.split(":")[0]]
	try {
		if (space) e.setAttributeNS(space, name, value)
		else e.setAttribute(name, name === "srcdoc" ? trusted(value) : value)
	} catch (err) {
		console.error("live: set attribute " + name, err)
	}
}
