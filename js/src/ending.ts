// Finds out whether the page has ended (docs/reference/protocol.md, "Who may end a page").

import { hideCard, isCovering, showCard } from "./card"
import { connect, disconnect } from "./connection"
import { hidePill, showPill, startLost } from "./pill"
import { pendingEvents, unacknowledgedEvents } from "./queue"
import { check, nextCheck } from "./recheck"
import { hasInput } from "./recover"
import { reload } from "./reload"
import { sessions } from "./sessions"
import { hurry, isWanted } from "./socket"
import { texts } from "./texts"

let inquiry: object | undefined // the one that is running
let mustLoad = false // the session has ended, and the document must be loaded again
let hasEvents = false // events were waiting, or unacknowledged, when the session ended
let isBlocked = false // WebSockets have failed to open although the server serves the page

/** Ends the connection, and loads the page again as soon as the server would serve it. */
export function giveUp() {
	hasEvents ||= unacknowledgedEvents().length > 0
	mustLoad = true
	disconnect("error")
	startLost(inquire)
	inquire()
}

/** Ends the inquiry: the page is connected. */
export function endInquiry() {
	inquiry = undefined
	mustLoad = hasEvents = isBlocked = false
	hideCard()
}

/**
 * Shows it to the user if another WebSocket fails to open after the server has served the page: usually
 * because of a proxy.
 */
export function noteFailure() {
	if (isBlocked) showPill(texts.blocked!, texts.tryagain, hurry, true)
}

/**
 * Asks until the page is connected or has ended. It is called when the server may be refusing
 * WebSockets.
 */
export async function inquire() {
	if (inquiry) return
	const current = inquiry = {}
	let isRefused = false
	let mustAsk = false // the user decides when the page is loaded again
	for (let attempt = 0; isWanted || mustLoad || isRefused; attempt++) {
		const { needsLogin, state } = await check(sessions[0]!)
		if (inquiry !== current) return
		const isServed = state === "served"
		if (isServed && isRefused) {
			// The user has logged in again, in another tab. It may be another user: the page stays covered
			// until it has joined.
			mustLoad = false
			connect()
			break
		}
		if (needsLogin && !isCovering) showCard(texts.checking!, "", undefined, true)
		else if (isServed && isCovering) hideCard()
		if (isServed && !mustLoad) {
			isBlocked = true
			break
		}
		isRefused ||= state === "refused"
		if (isServed || state === "refused") {
			mustAsk ||= hasEntries() || !load()
			if (mustAsk) offerReload(hasEntries() ? needsLogin ? texts.login! : texts.gone! : texts.stopped!)
			if (mustAsk && isServed) break
		}
		if (state === "overdue") (isCovering ? showCard : showPill)(texts.unavailable!, texts.reload, loadNow, true)
		await nextCheck(attempt)
		if (inquiry !== current) return
	}
	inquiry = undefined
}

/** Reports whether loading the page would lose what the user has entered or done. */
const hasEntries = () => hasInput() || hasEvents || pendingEvents().length > 0

/**
 * Loads the page again. It reports false if that was done a short time ago: the page remains, for
 * example, if the response is a download.
 */
function load() {
	disconnect("error")
	return reload()
}

const loadNow = () => location.reload()

/**
 * Shows why the session has ended, with a button that loads the page again. If that would lose what the user
 * has typed, the page stays readable.
 */
export function offerReload(text: string) {
	const isUnsaved = hasInput()
	if (isUnsaved) text += " " + texts.unsaved
	if (isUnsaved && !isCovering) return showPill(text, texts.reload, loadNow)
	hidePill()
	showCard(text, texts.reload, loadNow)
}
