// Finds out whether the page has ended (docs/reference/protocol.md, "Who may end a page").

import { noteServed } from "./blocked"
import { connect, endConnecting } from "./connection"
import { unacknowledged, waiting } from "./queue"
import { check, nextCheck } from "./recheck"
import { hasInput } from "./recover"
import { reload } from "./reload"
import { close, isWanted } from "./socket"
import { hideNotice, setCovered, showNotice } from "./status"
import { goneText, loginText, reloadText, stoppedText, unavailableText } from "./texts"

let inquiry: object | undefined // the one that is running
let mustLoad = false // the session has ended, and the document must be loaded again
let hasEvents = false // events were waiting, or unacknowledged, when the session ended

/** Ends the connection, and loads the page again as soon as the server would serve it. */
export function giveUp() {
	hasEvents ||= unacknowledged.length > 0
	mustLoad = true
	close()
	endConnecting("error")
	inquire()
}

/** Ends the inquiry: the page is connected. */
export function endInquiry() {
	inquiry = undefined
	mustLoad = hasEvents = false
	setCovered(false)
	hideNotice()
}

/**
 * Asks until the page is connected or has ended. It is called when the server may be refusing
 * WebSockets.
 */
export async function inquire() {
	if (inquiry) return
	const current = inquiry = {}
	let isRefused = false
	for (let attempt = 0; isWanted || mustLoad || isRefused; attempt++) {
		const { needsLogin, state } = await check()
		if (inquiry !== current) return
		setCovered(needsLogin)
		if (state === "served" && isRefused) { // the user has logged in again, in another tab
			endInquiry()
			connect()
			return
		}
		if (state === "served" && !mustLoad) {
			noteServed()
			break
		}
		isRefused ||= state === "refused"
		if (state === "served" || state === "refused") {
			if (!hasEntries() && load()) return
			offerReload(hasEntries() ? needsLogin ? loginText : goneText : stoppedText)
		}
		if (state === "overdue") offerReload(unavailableText)
		if (state === "served") break
		await nextCheck(attempt)
		if (inquiry !== current) return
	}
	inquiry = undefined
}

/** Reports whether loading the page would lose what the user has entered or done. */
const hasEntries = () => hasInput() || hasEvents || waiting.length + unacknowledged.length > 0

/** Loads the page again. It reports false if that was done a short time ago. */
function load() {
	close()
	endConnecting("error")
	return reload()
}

const offerReload = (text: string) => showNotice(text, reloadText, () => location.reload())
