// The entries of the history: which page each belongs to, and the scroll position, which Back and Forward restore in
// entries that the client has made.

import { client } from "./client"

/** What history.state.live holds. */
export interface Entry {
	/** Identifies the entry. */
	n?: number
	/** The position when it was left. */
	y?: number
	/** Identifies the document that has made the entry. */
	doc?: number
	/** The id of the session of the page. */
	page?: number
	/** The index among the entries of the document. */
	i?: number
}

export const currentEntry = (): Entry => history.state?.live ?? {}

const documentID = Math.random()

/** Number and index of the entry that the page shows. Without a number, the client does not restore its position. */
let number = client.viewEntry?.n
let index = client.viewEntry?.i ?? 0

/** The positions of entries when they were left, by number. */
const positions = new Map<number | undefined, number>()

/** The position at the last scroll event. After a jump to an anchor, it is that before the jump. */
let scrolled = 0

/** The position to restore, and the current one unless the user has scrolled. */
let target: number | undefined
let expected = 0
let isAnswered = false

/** Returns what the entry of the page in view holds. */
const ownEntry = (): Entry => ({ n: number, doc: documentID, page: client.page.sessionID, i: index })

/** Reports whether this document has made entry, and so knows its page. */
export const isOwnEntry = ({ doc }: Entry) => doc === documentID

/** Reports whether entry is the one that the page shows. */
export const isShownEntry = ({ n }: Entry) => n !== undefined && n === number

/** Returns how many entries the one that the page shows is after the current one, or 0 if that is not known. */
export const distanceToShown = () => isOwnEntry(currentEntry()) ? index - currentEntry().i! : 0

/** Records page and position in the current entry, for which the browser no longer restores the position. */
export function markEntry() {
	history.scrollRestoration = "manual"
	number = currentEntry().n ?? Math.random()
	positions.set(number, scrollY)
	history.replaceState({ ...history.state, live: { ...ownEntry(), y: scrollY } }, "")
}

/** Adds an entry for url to the history. */
export function pushEntry(url: string) {
	markEntry()
	addEntry(url)
}

/** Adds an entry for the page in view to the history, or changes the current one. */
export function addEntry(url: string, replaces = false) {
	number = Math.random()
	target = undefined
	if (!replaces) index++
	history[replaces ? "replaceState" : "pushState"]({ ...replaces && history.state, live: ownEntry() }, "", url)
}

/** Records in the current entry that it is of the page in view. */
export function adoptEntry() {
	number ??= Math.random()
	history.replaceState({ ...history.state, live: { ...currentEntry(), ...ownEntry() } }, "")
}

/** Prepares to restore the position of the entry that the user went to. */
export function enterEntry() {
	const { n, y, i = index } = currentEntry()
	positions.set(number, n ? scrollY : scrolled)
	target = n === number ? undefined : positions.get(n) ?? y
	expected = scrollY
	isAnswered = false
	number = n
	index = i
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
