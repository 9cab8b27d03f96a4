// The order that the user has given a list, until the event that reports it is answered: other updates keep it.

import { client } from "./client"
import { isElement } from "./dom"
import type { MirrorNode } from "./mirror"
import { hasMoveBefore, moveNode } from "./move"
import { document, native } from "./native"
import { containerOf } from "./portal"
import type { LiveEvent } from "./queue"

/** An element that is not where the server has put it: behind previousElement, or first in its container. */
type Move = [element: Element, container: ParentNode & Node, previousElement: Element | undefined]

/** The order of the lists in an element. */
interface HeldOrder {
	orderOwner: Element
	heldMoves: Move[]
	/** Reports whether an event is the one that reports the order. */
	reports(event: LiveEvent): boolean
}

let held: HeldOrder[] = []

/** Returns the elements in container that the server has sent, in the order of the page. */
const elementsOf = (container: ParentNode & Node) => [...native(container).children].filter(element => client.mirrorOf(element)?.parent)

/** Returns the moves that give the lists in node the order that they have now. */
function movesIn(node: MirrorNode): Move[] {
	if (!isElement(node.dom) || client.isLeaf(node)) return []
	const container = containerOf(node.dom)
	const ranks = new Map(node.children.map((child, i) => [child.dom, i]))
	const pairs = elementsOf(container).map((element): [number, Element] => [ranks.get(element)!, element])
	const staying = new Set(client.longestAscending(pairs.filter(([rank]) => rank !== undefined)).map(([, element]) => element))
	const moves = pairs.flatMap(([, element], i): Move[] => staying.has(element) ? [] : [[element, container, pairs[i - 1]?.[1]]])
	return [...moves, ...node.children.flatMap(movesIn)]
}

/** Keeps the order that the lists in owner have now, until the event that reports it is answered. */
export function holdOrder(owner: Element, reports: HeldOrder["reports"]) {
	const node = client.mirrorOf(owner)
	held = held.filter(({ orderOwner }) => orderOwner !== owner)
	const heldMoves = node ? movesIn(node) : []
	if (heldMoves[0]) held.push({ orderOwner: owner, heldMoves, reports })
}

/** Reports whether the page does not show yet what the server has made of the order. */
const isUnanswered = ({ reports }: HeldOrder) =>
	client.sessions.some(session => [session.waitingEvents, session.unacknowledged, session.acknowledgedEarly].some(events => events.some(reports)))

/** Gives lists the orders that are not answered, after an update. */
export function restoreHeldOrders() {
	held = held.filter(isUnanswered)
	for (const { heldMoves } of held) {
		for (const [element, container, previous] of heldMoves) {
			const isThere = native(container).isConnected && (!previous || native(previous).parentNode === container)
			if (isThere && native(element).isConnected) placeAfter(element, container, previous)
		}
	}
}

/** Gives the lists in owner the order of the server, apart from orders that are not answered. */
export function restoreServerOrder(owner: Element) {
	const node = client.mirrorOf(owner)
	if (!node) return
	client.asCommand(() => client.restoreOrders(node))
	restoreHeldOrders()
}

/** Returns what is to be called when an event that reports the order of the lists in owner has ended. */
export const orderEnd = (owner: Element) => () => queueMicrotask(() => restoreServerOrder(owner))

/**
 * Puts element behind previous in container, or first. Where the browser moves nodes without their state, it moves
 * those in between if that lets the focus stay.
 */
export function placeAfter(element: Element, container: ParentNode & Node, previous: Element | undefined) {
	const elements = elementsOf(container)
	const from = elements.indexOf(element)
	const to = previous ? elements.indexOf(previous) : -1
	if (from >= 0 && to === from - 1 || previous === element) return
	const between = from < 0 ? [] : elements.slice(Math.min(from, to) + 1, Math.max(from, to + 1))
		.filter(each => each !== element)
	const hasFocus = native(element).contains(document.activeElement)
	client.asCommand(() => {
		if (hasMoveBefore || !hasFocus || !between[0]) {
			moveNode(container, element, previous ? native(previous).nextSibling : firstPlace(container, elements))
		} else if (from < to) between.forEach(each => moveNode(container, each, element))
		else between.reverse().forEach(each => moveNode(container, each, native(element).nextSibling))
	})
}

/** Returns the node before which the first element of a list is inserted. */
const firstPlace = (container: Node, elements: Element[]) =>
	elements[0] ?? [...native(container).childNodes].find(isElement) ?? null
