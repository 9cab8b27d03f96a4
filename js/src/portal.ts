// Portals: templates whose content is elsewhere in the document. The module of dialogs puts it there (portals.ts).

import { native } from "./native"

/** The template of a portal. */
export interface PortalTemplate extends HTMLTemplateElement {
	/** Holds the content. */
	portalContent?: Element
}

/** The element that holds the content of a portal. */
export interface PortalContent extends HTMLElement {
	portalOwner?: Element
}

/**
 * Returns the node that holds the children of an element: the content of a template, that of a portal, or the
 * element itself.
 */
export const containerOf = (node: Node): ParentNode & Node => node instanceof HTMLTemplateElement
	? (node as PortalTemplate).portalContent ?? node.content
	: node as Element

/** Returns the template around the content of a portal. */
export const ownerOf = (element: Element) => (native(element) as PortalContent).portalOwner

/**
 * Returns element and the elements around it, the innermost first. The template of a portal is around its content,
 * in place of what is around the target.
 */
export function lineage(element: Element) {
	const list: Element[] = []
	for (let each: Element | null = element; each; each = ownerOf(each) ?? native(each).parentElement) list.push(each)
	return list
}
