// Puts the content of portals at their targets.

import { client } from "./client"
import { createElement } from "./dom"
import { document, native } from "./native"
import type { PortalContent, PortalTemplate } from "./portal"

interface Portal {
	content: PortalContent
	target: string
}

const portals = new Map<PortalTemplate, Portal>()

/** Targets that the console has named as missing. */
const missing = new Set<string>()

/** Puts the content of new portals at their targets, and removes that of portals that are gone. */
export function updatePortals() {
	for (const [template, { content }] of portals) {
		const isPresent = native(template).isConnected
		if (isPresent && native(template).hasAttribute("live-portal")) continue
		portals.delete(template)
		delete template.portalContent
		if (isPresent) native(template.content).append(...native(content).childNodes)
		content.remove()
	}
	let count
	do {
		count = portals.size
		document.querySelectorAll<PortalTemplate>("template[live-portal]").forEach(updatePortal)
	} while (portals.size > count) // the content of a portal may contain others
}

function updatePortal(template: PortalTemplate) {
	if (!client.mirrorOf(template)) return // no view has rendered it
	const target = native(template).getAttribute("live-portal")!
	const portal = portals.get(template) ?? { content: createElement("div", {}) as PortalContent, target }
	const { content } = portal
	const isNew = !portals.has(template)
	if (!isNew && content.isConnected && portal.target === target) return
	let element: Element | null = null
	try {
		element = document.querySelector(target)
		if (element) native(element).append(content)
	} catch (err) { // the selector is invalid, or the target is inside the portal
		console.error("live:", err)
		return
	}
	if (!element) {
		if (!missing.has(target)) console.error("live: no element for the portal to", target)
		missing.add(target)
		return
	}
	missing.delete(target)
	portal.target = target
	if (!isNew) return
	portals.set(template, portal)
	content.setAttribute("live-portal-content", native(template).id)
	content.style.display = "contents"
	native(content).append(...native(template.content).childNodes)
	template.portalContent = content
	content.portalOwner = template
	client.applyStyles(content)
}
