// The session: join and resume, frames, and acknowledgements of events (docs/reference/protocol.md).

import { showCard } from "./card"
import { connect, disconnect, endConnecting, startConnecting } from "./connection"
import { acknowledgeEdits } from "./controls"
import { currentPath } from "./dom"
import { runEffect, type Effect } from "./effects"
import { endInquiry, giveUp, inquire, noteFailure, offerReload } from "./ending"
import { updateFlash } from "./flash"
import { countBytes, countFrame, framesReceived, markSent, mayPrecedeUpdate, resetFrames, takeAcks } from "./flow"
import { elsewhereTimeout } from "./limits"
import { document } from "./native"
import { endLost } from "./pill"
import {
	dropUnacknowledged, filterWaiting, finish, holdEvents, isOperation, lastRef, reportFailuresTo, sendEvent, sendWaiting, setMaxMessage, resetRefs,
	takeAcknowledged, unacknowledged, waiting, type LiveEvent,
} from "./queue"
import { answerRecheck, cancelRecheck, setResumeTimeout } from "./recheck"
import { dropInput, formsWithRows, holdInput, isStillBound, reportInput } from "./recover"
import { reportFailure } from "./refusals"
import { isCrashLoop, reload } from "./reload"
import { change, rootChecksum, settleOrder } from "./root"
import { Retry } from "./socket"
import * as socket from "./socket"
import { texts } from "./texts"
import { applyJoinedHTML, applyUpdate, attempt, currentVersion, setVersion, type Update } from "./updates"

type Frame = [acknowledged: number, updates?: Update[], effects?: Effect[]]

interface Joined {
	session: string
	adopted: boolean
	version: number
	html?: string
	title?: string
	user?: string
	resume: number
	max?: number
}

interface Resumed {
	session: string
	done: number
	resume: number
}

/** Close codes of the server. */
const enum CloseCode {
	remount = 4001,
	reload = 4002,
	stop = 4003,
}

const instance = crypto.getRandomValues(new Uint32Array(3)).join("-")

let build: string

/**
 * The token of the page, and after a dot the tag of the user that it belongs to. Only the tag remains
 * when the token is used.
 */
let token: string | undefined

let sessionSecret: string | undefined
let elsewhereSince = 0 // time since when only other nodes than that of the session were reached, or 0
let isDrained = false // it is time to leave

/** Events that were acknowledged, perhaps before the update that shows what they did. */
let acknowledgedEarly: LiveEvent[] = []

/** Connects the root to its session. buildHash is the hash of this client. */
export function start(buildHash: string) {
	build = buildHash
	token = document.querySelector<HTMLMetaElement>("meta[name=live-token]")?.content
	reportFailuresTo(reportFailure)
	socket.listen({ onOpen, onMessage, onClose, onRefused: inquire, onDrained })
	connect()
}

function onOpen() {
	cancelRecheck()
	// The join or resume acknowledges all frames received so far. An ack that was due would count
	// them twice.
	takeAcks()
	const hello = { build, inst: instance, url: currentPath() }
	if (sessionSecret) {
		socket.send(["resume", { ...hello, session: sessionSecret, frame: framesReceived, version: currentVersion, ref: lastRef + 1 }])
		return
	}
	const client = {
		tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
		lang: navigator.language,
		width: innerWidth,
		height: innerHeight,
	}
	socket.send(["join", { ...hello, token, sum: rootChecksum(), caps: [], client, forms: formsWithRows() }])
}

function onMessage(message: any[], size: number) {
	countBytes(size)
	const [kind, argument] = message
	if (typeof kind === "number") onFrame(message as Frame)
	else if (kind === "joined") onJoined(argument)
	else if (kind === "resumed") onResumed(argument)
	else if (kind === "recheck") answerRecheck(argument)
	else if (kind === "drain") onDrain(argument)
	else settleEdits() // the reply to a heartbeat: what the server sent before has arrived
	return unacknowledged.length > 0
}

/** Discards the token, but not the tag of the user. */
function discardToken() {
	token = token && /\..+/.exec(token)?.[0]
}

function onJoined({ session, adopted, version, html, title, user, resume, max }: Joined) {
	setResumeTimeout(resume)
	setMaxMessage(max)
	discardToken()
	const isOtherUser = !!token && !!user
	if (user) token = "." + user
	resetRefs()
	sessionSecret = session
	unacknowledged.unshift(...acknowledgedEarly.filter(isOperation)) // the page does not show what they did
	acknowledgedEarly = []
	resetFrames()
	setVersion(version)

	if (isOtherUser) dropInput(unacknowledged.splice(0))
	else if (!adopted) holdInput()
	updateFlash(adopted, isOtherUser)
	let isApplied = true
	change(() => {
		if (html !== undefined) isApplied = applyJoinedHTML(html, adopted)
	})
	if (!isApplied) return

	dropUnacknowledged()
	if (!adopted) filterWaiting(isStillBound)
	if (title !== undefined) document.title = title

	// Input is reported before the events that wait.
	const waitingEvents = waiting.splice(0)
	reportInput(waitingEvents)
	waiting.push(...waitingEvents)
	onConnected()
	if (isOtherUser && !reload()) end("user") // the rest of the document is of the previous user
}

function onResumed({ session, done, resume }: Resumed) {
	setResumeTimeout(resume)
	sessionSecret = session
	const repeated = [...unacknowledged]
	for (const event of takeAcknowledged(done - lastRef)) {
		markSent(event) // the server's window is empty again
		acknowledgedEarly.push(event)
		finish(event)
	}
	repeated.forEach(sendEvent)
	onConnected()
	socket.probe()
}

function onConnected() {
	elsewhereSince = 0
	isDrained = false
	endInquiry()
	endConnecting("connected")
	sendWaiting()
	endLost(!waiting.length)
}

function onFrame(frame: Frame) {
	const [count, updates, effects] = frame
	const isCounted = frame.length > 1 // a message that only acknowledges events is not a frame
	const firstRef = lastRef + 1
	const events = takeAcknowledged(count)
	acknowledgedEarly.push(...events)
	if (isCounted) countFrame()
	settleEdits(isCounted ? updates ?? [] : undefined)
	events.forEach(finish)
	const isExplained = !!effects?.some(([kind]) => kind === "flash")
	for (const effect of effects ?? []) {
		attempt(() => runEffect(effect, ref => events[ref - firstRef], isExplained), console.error)
	}
	sendWaiting()
	leaveIfDone()
}

/** Handles the announcement of a shutdown: other servers do not know the session. */
function onDrain(delay: number) {
	forgetSession()
	holdEvents()
	isDrained = false
	socket.drain(delay)
}

function onDrained() {
	isDrained = true
	leaveIfDone()
}

/** Joins another server, unless this one has yet to acknowledge events. */
function leaveIfDone() {
	if (!isDrained || unacknowledged.length) return
	startConnecting("error")
	socket.open()
}

function forgetSession() {
	sessionSecret = undefined
	discardToken()
}

/**
 * Applies updates and gives the controls of acknowledged events the server's state. Without updates
 * it does so only if the page shows already what the events did.
 */
function settleEdits(updates?: Update[]) {
	if (!updates && acknowledgedEarly.some(mayPrecedeUpdate)) return
	const events = acknowledgedEarly
	acknowledgeEdits(new Set(events))
	acknowledgedEarly = []
	change(() => {
		updates?.forEach(applyUpdate)
		events.forEach(settleOrder)
	})
}

function onClose(code: number, reason: string) {
	const hadSecret = sessionSecret !== undefined
	if (code === CloseCode.remount) forgetSession()
	const isCrash = code === CloseCode.remount && reason === "crashed" && isCrashLoop()
	if (!isCrash && code !== CloseCode.reload && code !== CloseCode.stop) {
		noteFailure()
		startConnecting("error")
		if (reason === "elsewhere") return retryElsewhere()
		if (reason === "busy") return Retry.late
		const isNext = hadSecret && /^(gone|identity)$/.test(reason) || reason === "token" // a join, which cannot fail for this reason
		return isNext ? Retry.now : Retry.backoff
	}
	if (code === CloseCode.reload) giveUp()
	else end(reason)
	dropUnacknowledged()
	return Retry.never
}

/** Ends the session for good, and shows why. */
function end(reason: string) {
	disconnect("error")
	const key = reason.replace(" ", "") // "takenover", "flood" or "crashed": the page may connect again
	const text = texts[key]
	if (text) showCard(text, texts[key === "takenover" ? "usehere" : "tryagain"]!, connect)
	else offerReload(texts.stopped!)
}

/** Tries to reach the node of the session for a while, then joins any. */
function retryElsewhere() {
	const now = performance.now()
	elsewhereSince ||= now
	if (now - elsewhereSince < elsewhereTimeout) return Retry.soon
	forgetSession()
	return Retry.now
}
