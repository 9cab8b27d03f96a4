// Keeps the rows that the user sees in place while an update changes those above them. Browsers do so, too, but
// not Safari, and none at the start of what scrolls.

import { findLists, noteScroll, rowsOf, scrollPosition, viewportOf, type List } from "./lists"
import { native } from "./native"
import { client } from "./client"

/** The rows that the user sees before an update, and where. Absent without an update. */
let anchors: [list: List, rows: [row: Element, top: number][]][] | undefined

const topOf = (row: Element) => native(row).getBoundingClientRect().top

/** Is called before each update. */
export function recordAnchors() {
	anchors = []
	for (const list of findLists()) {
		noteScroll(list)
		if (!scrollPosition(list) && !native(list.element).hasAttribute("live-viewport-top")) continue
		const { top, bottom } = viewportOf(list)
		const rows = rowsOf(list).filter(row => {
			const box = native(row).getBoundingClientRect()
			return box.bottom > top && box.top < bottom
		})
		anchors.push([list, rows.map(row => [row, topOf(row)])])
	}
}

/** Is called after each update, and at other times. */
export function restoreAnchors() {
	if (!anchors) return
	for (const [list, rows] of anchors) {
		const anchor = rows.find(([row]) => native(row).isConnected && client.mirrorOf(row)?.parent)
		if (!anchor) continue
		const [row, top] = anchor
		const distance = topOf(row) - top
		if (Math.abs(distance) < 1) continue
		const scroller = list.scroller ?? window
		native(scroller).scrollBy({ top: distance, behavior: "instant" })
	}
	anchors = undefined
	for (const list of findLists()) list.lastScroll = scrollPosition(list) // the user has not scrolled meanwhile
}
