// The regions of the layout that are compared at a navigation, and the sticky views in them.

import { client } from "./client"
import { UI } from "./functions"
import type { MirrorNode } from "./mirror"
import { document, native } from "./native"
import type { Session } from "./sessions"

/** A region: its mirror, and its attributes as the server sent them. */
interface Region {
	mirror: MirrorNode
	attributes: Map<string, string>
}

/** What the server sent around the root of each page that was fetched, and in the head. */
const layouts = new WeakMap<Session, Element>()

/** The same of the page with which the document was loaded. */
const firstLayout = client.parse("", document.documentElement) as Element

const regions = new Map<string, Region>()

const nameOf = (element: Element) => native(element).getAttribute("live-region")!

/** Returns the regions in the layout. Those in the root are content, which users may have written. */
const regionsIn = (layout: Element, root: Element | null) =>
	[...native(layout).querySelectorAll<HTMLElement>("[live-region]")].filter(each => !root || !native(root).contains(each))

const regionsOfPage = () => regionsIn(document.documentElement, client.liveRoot)
const regionsOf = (sent: Element) => regionsIn(sent, native(sent).querySelector("#live-root"))

const attributesOf = (element: Element) =>
	new Map([...native(element).attributes].map(({ name, value }) => [name, value] as const))

/** Makes the roots of sticky views in region leaves with a key: their content belongs to their sessions. */
function markSticky(region: Element) {
	for (const root of native(region).querySelectorAll("[live-sticky]")) {
		native(root).setAttribute("live-update", "ignore")
		native(root).setAttribute("live-id", "live-sticky-" + native(root).getAttribute("live-sticky"))
	}
}

/** Reports whether the layout of a page has the same regions in the same order. */
export const isSameLayout = (sent: Element) => `${regionsOf(sent).map(nameOf)}` === `${regionsOfPage().map(nameOf)}`

/** Remembers the layout of page, to show it again when the user goes Back. */
export function keepLayout(page: Session, sent: Element) {
	const root = native(sent).querySelector("#live-root")
	if (root) native(root).remove()
	layouts.set(page, sent)
}

export const layoutOf = (page: Session) => layouts.get(page) ?? firstLayout

/** Takes note of the regions of the document, which the server has just sent. */
export function noteRegions() {
	const copy = (element: Element) => firstLayout.append(firstLayout.ownerDocument.importNode(element, true))
	firstLayout.replaceChildren()
	copy(document.head)
	for (const region of regionsOfPage()) {
		markSticky(region)
		regions.set(nameOf(region), { attributes: attributesOf(region), mirror: client.mirrorRoot(region) })
		copy(region)
	}
}

/** Changes in each region what the server has changed. It must be called inside of a change. */
export function updateRegions(sent: Element) {
	for (const element of regionsOf(sent)) {
		const region = regions.get(nameOf(element))
		if (!region) continue
		markSticky(element)
		updateAttributes(region, attributesOf(element))
		client.callUI(UI.showHTML, region.mirror, native(element).innerHTML, false)
	}
	updateSticky()
}

function updateAttributes(region: Region, wanted: Map<string, string>) {
	const { attributes, mirror } = region
	for (const name of attributes.keys()) {
		if (!wanted.has(name)) native(mirror.dom as Element).removeAttribute(name)
	}
	for (const [name, value] of wanted) {
		if (attributes.get(name) !== value) native(mirror.dom as Element).setAttribute(name, value)
	}
	region.attributes = wanted
}

/** Joins the sticky views that are new in the regions, and ends those that are gone. */
function updateSticky() {
	const sticky = client.sessions.filter(({ stickyKey }) => stickyKey !== undefined)
	for (const session of sticky) {
		if (native(client.rootOf(session)).isConnected) continue
		client.send(session, ["bye"])
		client.endNested(session)
	}
	for (const region of regionsOfPage()) {
		for (const root of native(region).querySelectorAll<HTMLElement>("[live-sticky]")) {
			if (sticky.some(each => client.rootOf(each) === root)) continue
			const session = client.addSticky(root)
			if (client.isConnected()) client.openNext(session)
		}
	}
}
