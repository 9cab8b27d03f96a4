// live-viewport-top and live-viewport-bottom: lists that grow when the user scrolls to their first or last row.

import { client } from "./client"
import { document, native } from "./native"
import type { Session } from "./sessions"

type Edge = "top" | "bottom"

/** A list, and what has happened at its edges. */
export interface List {
	element: Element
	/** The element that scrolls it, or null for the window. */
	scroller: Element | null
	/** The scroll position at the last check. */
	lastScroll: number
	/** The edges whose events are unanswered. */
	unanswered: Set<Edge>
	/** The row at an edge for which an event was sent, while the user can see that edge. */
	sentFor: Map<Edge, string>
	/** The edges for which events were sent since the user has scrolled, the current one last. */
	visibleEdges: Edge[]
	/** The edges at which an event has not added a row. */
	completeEdges: Set<Edge>
}

const edges: Edge[] = ["bottom", "top"]
const lists = new Map<Element, List>()

/** The part of the window in which the user can see the rows of a list. */
export interface Viewport {
	top: number
	bottom: number
}

document.addEventListener("scroll", updateLists, { capture: true, passive: true })
document.addEventListener("visibilitychange", updateLists)
addEventListener("resize", updateLists)

/** Returns the lists of the page. */
export function findLists(): List[] {
	for (const element of document.querySelectorAll("[live-viewport-top],[live-viewport-bottom]")) {
		if (lists.has(element)) continue
		lists.set(element, {
			element, scroller: scrollerOf(element), lastScroll: 0, unanswered: new Set(), sentFor: new Map(), visibleEdges: [], completeEdges: new Set(),
		})
	}
	for (const element of lists.keys()) {
		if (!native(element).isConnected) lists.delete(element)
	}
	return [...lists.values()]
}

function scrollerOf(element: Element | null): Element | null {
	for (; element && element !== document.documentElement; element = native(element).parentElement) {
		const isOfWindow = element === document.body && getComputedStyle(document.documentElement).overflowY === "visible"
		if (!isOfWindow && /auto|scroll/.test(getComputedStyle(element).overflowY)) return element
	}
	return null
}

export const scrollPosition = ({ scroller }: List) => scroller ? native(scroller).scrollTop : scrollY

/** Takes note of whether the user has scrolled list. */
export function noteScroll(list: List) {
	list.scroller = scrollerOf(list.element)
	const position = scrollPosition(list)
	if (position === list.lastScroll) return
	list.lastScroll = position
	list.visibleEdges = []
	list.completeEdges.clear()
}

export function viewportOf({ scroller }: List): Viewport {
	const box = scroller && native(scroller).getBoundingClientRect()
	return { top: Math.max(0, box?.top ?? 0), bottom: Math.min(innerHeight, box?.bottom ?? innerHeight) }
}

/** Returns the rows of a list: the children that the server has sent and that are not hidden. */
export const rowsOf = ({ element }: List) =>
	[...native(element).children].filter(row => isSent(row, element) && native(row).getClientRects()[0])

/** Reports whether the server has sent row. Those of a stream have no mirror until the first effect changes them. */
function isSent(row: Element, list: Element) {
	const node = client.mirrorOf(row)
	return node ? node.parent : native(list).hasAttribute("live-stream") && native(row).hasAttribute("live-id")
}

/** Forgets the events that the lists of session have sent: the answers may be lost. */
export function forgetEdges(session: Session) {
	for (const { element, sentFor } of lists.values()) {
		if (client.placeOf(element).session === session) sentFor.clear()
	}
}

/** Sends the events of the edges that the user can see. */
export function updateLists() {
	for (const list of findLists()) updateList(list)
}

function updateList(list: List) {
	const { element } = list
	noteScroll(list)
	const rows = rowsOf(list)
	if (!rows[0] || document.hidden || !client.placeOf(element).session.isReady) return
	for (const edge of edges) updateEdge(list, edge, edge === "top" ? rows[0] : rows.at(-1)!)
}

function updateEdge(list: List, edge: Edge, row: Element) {
	const { element, unanswered, sentFor, visibleEdges, completeEdges } = list
	const binding = "live-viewport-" + edge
	if (!native(element).hasAttribute(binding) || unanswered.has(edge)) return
	const { top, bottom } = viewportOf(list)
	const box = native(row).getBoundingClientRect()
	const own = native(element).getBoundingClientRect()
	const isPast = edge === "top" ? box.top >= bottom : box.bottom <= top
	const isInView = bottom > top && (box.top < bottom && box.bottom > top || isPast && own.top < bottom && own.bottom > top)
	if (!isInView) {
		sentFor.delete(edge)
		return
	}
	const id = native(row).getAttribute("id") ?? ""
	const key = `${id || native(row).getAttribute("live-id") || numberOf(row)} ${isPast}`
	if (sentFor.get(edge) === key) {
		completeEdges.add(edge)
		return
	}
	// Rows that are removed at one edge, because others were added at the other one, are not loaded again at once.
	const last = visibleEdges.at(-1)
	if (last && last !== edge && (!completeEdges.has(last) || visibleEdges.includes(edge))) return
	if (last !== edge) visibleEdges.push(edge)
	sentFor.set(edge, key)
	unanswered.add(edge)
	const args: Record<string, string> = isPast ? { edge: id, overran: "true" } : { edge: id }
	client.emit(element, binding, {
		isAutomatic: true,
		done() {
			unanswered.delete(edge)
			queueMicrotask(updateLists)
		},
	}, args)
}

const numbers = new WeakMap<Element, number>()
let lastNumber = 0

/** Returns a number that identifies an element. */
function numberOf(element: Element) {
	if (!numbers.has(element)) numbers.set(element, ++lastNumber)
	return numbers.get(element)!
}
