// The scroll position of the page, which Back and Forward restore in history entries that the client
// has made.

import { client } from "./client"

/** What history.state.live holds: a number that identifies the entry, and the position when it was left. */
export interface Entry {
	n?: number
	y?: number
}

const currentEntry = (): Entry => history.state?.live ?? {}

/** Number of the entry that the page shows. Undefined if the client does not restore its position. */
let number = client.viewEntry?.n

/** The positions of entries when they were left, by number. */
const positions = new Map<number | undefined, number>()

/** The position at the last scroll event. After a jump to an anchor, it is that before the jump. */
let scrolled = 0

/** The position to restore, and the current one unless the user has scrolled. */
let target: number | undefined
let expected = 0
let isAnswered = false

/** Records the position in the current entry, for which the browser no longer restores it. */
function markEntry() {
	history.scrollRestoration = "manual"
	number = currentEntry().n ?? Math.random()
	positions.set(number, scrollY)
	history.replaceState({ ...history.state, live: { n: number, y: scrollY } }, "")
}

/** Adds an entry for url to the history. */
export function pushEntry(url: string) {
	markEntry()
	number = Math.random()
	target = undefined
	history.pushState({ live: { n: number } }, "", url)
}

/** Prepares to restore the position of the entry that the user went to. */
export function enterEntry() {
	const { n, y } = currentEntry()
	positions.set(number, n ? scrollY : scrolled)
	target = n === number ? undefined : positions.get(n) ?? y
	expected = scrollY
	isAnswered = false
	number = n
	if (!n && history.scrollRestoration === "manual") markEntry() // a link to an anchor made the entry
}

/** Lets the browser restore the position when it loads the document again. */
export function releaseEntry() {
	if (number) history.scrollRestoration = "auto"
}

export function recordScroll() {
	scrolled = scrollY
}

/** Is called before a patch. The position is not restored if the user has scrolled. */
export function beforeScroll() {
	if (scrollY !== expected) target = undefined
}

/** Restores the position after a patch, once the page shows the entry and is long enough. */
export function restoreScroll() {
	if (target === undefined) return
	if (isAnswered) scrollTo({ top: target, behavior: "instant" })
	expected = scrollY
	if (isAnswered && expected === target) target = undefined
}

/** Restores the position: the page shows the entry, or will do so soon. */
export function finishEntry() {
	isAnswered = true
	restoreScroll()
}
