// Puts the address back to the page that is shown, after a Back or Forward that does not happen.

import { client } from "./client"
import { putBackTime } from "./limits"
import { addEntry, distanceToShown, isShownEntry, currentEntry } from "./scroll"

let resolve: (() => void) | undefined

/** Waits until the address is back. */
export let restored: Promise<void> | undefined

/** Makes the entry of the page that is shown the current one. */
export function putBack() {
	const distance = distanceToShown()
	if (!distance) return addEntry(location.origin + client.page.viewURL)
	restored = new Promise(r => resolve = r)
	setTimeout(finish, putBackTime)
	history.go(distance)
}

function finish() {
	resolve?.()
	resolve = undefined
}

/** Reports whether a popstate event is the one that putBack has caused. */
export function isPutBack() {
	const isExpected = !!resolve && isShownEntry(currentEntry())
	finish()
	return isExpected
}
