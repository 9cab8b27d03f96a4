// The session: join and resume, frames, and acknowledgements of events (docs/reference/protocol.md).

import { navigation } from "./address"
import { callUI, prepareUI, updateUI } from "./calls"
import { connect, discardToken, disconnect, endConnecting, forgetSession, startConnecting } from "./connection"
import { acknowledgeEdits } from "./controls"
import { currentPath } from "./dom"
import { runEffect, type Effect } from "./effects"
import { countFrame, markSent, mayPrecedeUpdate, send, sendAcks, takeAcks } from "./flow"
import { client, UI, ui } from "./functions"
import { giveUp } from "./giveup"
import { CloseCode, retryDelay, unknownVersion } from "./limits"
import { updateModules } from "./modules"
import { document, native } from "./native"
import { addNested, awaitNext, changeRoot, closeNested, endNested, markEnded, nestedSession, unmark } from "./nested"
import {
	dropEvents, dropUnacknowledged, filterWaiting, finish, holdEvents, isOperation, maxMessage, reportFailuresTo, sendEvent, sendWaiting,
	setMaxMessage, takeAcknowledged, unacknowledgedEvents, waitingEvents,
} from "./queue"
import { dropInput, hasInput, holdInput, isStillBound, reportInput } from "./recover"
import { reportFailure } from "./refusals"
import { reload } from "./reload"
import { mirrorRoot, rootChecksum, settleOrder } from "./root"
import { addSession, childrenOf, nestedIn, sessions, type PageSession, type Session } from "./sessions"
import * as socket from "./socket"
import { applyJoinedHTML, applyUpdate, attempt, setVersion, type Update } from "./updates"

type Frame = [acknowledged: number, updates?: Update[], effects?: Effect[]]

/** A nested session. Without html, the root has the content already. */
type Root = [sessionNumber: number, version: number, html?: string]

interface Joined {
	session: string
	adopted: boolean
	version: number
	html?: string
	title?: string
	user?: string
	resume: number
	max?: number
	unrecovered?: number[]
	roots?: Record<string, Root>
}

interface Resumed {
	session: string
	done: number
	resume: number
	roots?: Record<number, [ref: number, done: number]>
}

const instance = crypto.getRandomValues(new Uint32Array(3)).join("-")

let build: string
let lastNumber = 0 // the highest odd number of a session on this connection
let isDrained = false // it is time to leave

/** Connects the roots to their sessions. buildHash is the hash of this client. */
export function start(buildHash: string) {
	build = buildHash
	const token = document.querySelector<HTMLMetaElement>("meta[name=live-token]")?.content
	const { liveRoot } = client
	client.page = addView(liveRoot, { token })
	for (const root of document.querySelectorAll<HTMLElement>("[live-sticky]")) {
		if (!native(liveRoot).contains(root)) addSticky(root)
	}
	reportFailuresTo(reportFailure)
	socket.listen({ onOpen, onMessage, onClose, onDrained })
	connect()
}

/** Adds the session of a page or sticky view, and those of the nested views in it. */
export function addView(root: HTMLElement, fields: Partial<Session>) {
	const session = addSession(mirrorRoot(root), { viewURL: currentPath(), ...fields })
	addNested(session)
	return session as PageSession
}

export function addSticky(root: HTMLElement) {
	const [stickyKey, token] = ["live-sticky", "live-token"].map(name => native(root).getAttribute(name) ?? "")
	return addView(root, { stickyKey, token })
}

function onOpen() {
	updateUI(UI.cancelRechecks)
	for (const session of sessions) {
		// The join or resume acknowledges all frames received so far. An ack that was due would count
		// them twice.
		takeAcks(session)
		if (!session.parentSession) delete session.sessionNumber
	}
	lastNumber = -1
	open(client.page, 0)
}

/** Opens a session that is not nested, on a connection that has one. */
export const openNext = (session: Session) => open(session, lastNumber += 2)

/** Sends the join or resume of a session that is not nested. */
function open(session: Session, sessionNumber: number) {
	const { secret, token, stickyKey, framesReceived, shownVersion, lastRef } = session
	const nested = nestedIn(session)
	session.sessionNumber = sessionNumber
	session.framesDue = 0 // those of the session before
	const more = !sessionNumber && sessions.some(({ isAsleep }) => isAsleep) || undefined
	const hello = { build, inst: instance, url: session.viewURL, more }
	if (secret) {
		const roots = objectOf(nested, each => each.sessionNumber, each => [each.framesReceived, each.shownVersion, each.lastRef + 1])
		send(session, ["resume", { ...hello, session: secret, frame: framesReceived, version: shownVersion, ref: lastRef + 1, roots }])
		return
	}
	for (const each of nested) delete each.sessionNumber
	const browser = {
		tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
		lang: navigator.language,
		width: innerWidth,
		height: innerHeight,
	}
	const sums = objectOf(childrenOf(session), each => each.rootNumber, rootChecksum)
	send(session, [
		"join", { ...hello, token, sum: rootChecksum(session), sums, sticky: stickyKey, caps: ["copy"], client: browser, forms: ui.ownParts?.[UI.formsToJoin](session, maxMessage / 2) },
	])
}

/** Returns an object with a property for each session that has a key, or undefined if none has one. */
function objectOf<T>(list: Session[], keyOf: (session: Session) => number | undefined, valueOf: (session: Session) => T) {
	const entries = list.filter(keyOf).map(session => [keyOf(session), valueOf(session)])
	return entries[0] && Object.fromEntries(entries) as Record<number, T>
}

function onMessage(message: any[], size: number) {
	let number = 0
	if (message[0] === "@") [, number, message] = message
	const session = sessions.find(({ sessionNumber }) => sessionNumber === number)
	if (session) receive(session, message, size)
	return !!unacknowledgedEvents()[0] || message[0] === "resumed"
}

/** Handles a message of session after those before it. */
function receive(session: Session, message: any[], size = 0) {
	session.heldMessages.push([message, size])
	if (handleMessages(session)) ui.loadModule!()
}

/** Handles the messages of session up to one that waits for the module. It reports whether there is one. */
function handleMessages(session: Session) {
	const { heldMessages } = session
	while (heldMessages[0] && mayHandle(session, heldMessages[0][0])) handle(session, ...heldMessages.shift()!)
	return !!heldMessages[0]
}

/** Handles the messages that waited for an attempt to load the module. It reports whether some still wait. */
export const handleHeld = () => !![...sessions].filter(handleMessages)[0]

/**
 * Reports whether a message can be handled. One with effects waits until the page is in view. One with full HTML waits for the module, which keeps what the user
 * has entered. If the module cannot be loaded and the user has entered nothing, it is not needed.
 */
function mayHandle(session: Session, [kind, argument, reason]: any[]) {
	if (session.isAsleep && typeof kind === "number" && reason) return false // its effects wait
	if (ui.ownParts || ui.hasFailed && !hasInput()) return true
	if (kind === "joined") return argument.html === undefined || isOfOtherUser(session, argument)
	if (kind === "open") return reason === undefined
	return typeof kind !== "number" || !(argument as Update[])?.some(([, content]) => typeof content === "string")
}

const isOfOtherUser = ({ token }: Session, { user }: Joined) => !!user && /\../.test(token ?? "")

function handle(session: Session, message: any[], size: number) {
	const [kind, argument, reason, last] = message
	session.bytesReceived += size
	if (typeof kind === "number") onFrame(session, message as Frame)
	else if (kind === "joined") onJoined(session, argument)
	else if (kind === "resumed") onResumed(session, argument)
	else if (kind === "recheck") callUI(UI.answerRecheck, session, argument)
	else if (kind === "drain") onDrain(argument)
	else if (kind === "end") onEnd(session, argument, reason)
	else if (kind === "open") onOpened(session, argument, reason, last)
	else for (const each of sessions) settleEdits(each) // the reply to a heartbeat: what the server sent before has arrived
}

function onJoined(session: Session, joined: Joined) {
	const { session: secret, adopted, version, html, title, user, resume, max, roots = {} } = joined
	const isOtherUser = isOfOtherUser(session, joined)
	client.resumeTimeout = resume
	setMaxMessage(max)
	discardToken(session)
	if (user) session.token = "." + user
	session.secret = secret
	session.unrecovered = joined.unrecovered
	if (session === client.page) holdEvents(false)
	for (const each of childrenOf(session)) {
		if (!roots[each.rootNumber!]) (adopted ? endNested : awaitNext)(each)
	}
	if (!begin(session, version, html, adopted, isOtherUser)) return
	for (const number in roots) openNested(session, +number, roots[number]!, adopted && roots[number]![1] === 1)
	if (title !== undefined && session === client.page) document.title = title
	onConnected(session, "joined")
	if (isOtherUser && !reload()) end("user") // the rest of the document is of the previous user
}

/** Starts the counts of a session whose server has just started, and shows its HTML. It reports whether that succeeded. */
function begin(session: Session, version: number, html: string | undefined, isAdopted: boolean, isOtherUser = false) {
	session.lastRef = session.framesReceived = session.framesDue = 0
	session.unacknowledged.unshift(...session.acknowledgedEarly.splice(0).filter(isOperation)) // the page does not show what they did
	setVersion(session, version)

	updateUI(UI.prepareJoined, session, isAdopted, isOtherUser)
	if (isOtherUser) {
		childrenOf(session).forEach(endNested)
		dropInput(session)
	} else if (!isAdopted) holdInput(session)
	let isApplied = true
	changeRoot(session, () => {
		if (html !== undefined) isApplied = applyJoinedHTML(session, html, isAdopted)
	})
	if (!isApplied) return false

	dropUnacknowledged(session)
	if (!isAdopted) filterWaiting(session, isStillBound)

	// Input is reported before the events that wait.
	const waitingEvents = session.waitingEvents.splice(0)
	reportInput(session, waitingEvents, isAdopted)
	session.waitingEvents.push(...waitingEvents)
	becomeReady(session)
	return true
}

/** Allows session to send events: the server has opened or resumed it. */
function becomeReady(session: Session) {
	unmark(session)
	session.isReady = true
	session.shownRoots.clear()
	updateModules()
}

/** Opens a nested session in the place of the one in the same root, if there is one. */
function openNested(parent: Session, number: number, [sessionNumber, version, html]: Root, isAdopted = false) {
	const session = nestedSession(parent, number)
	childrenOf(session).forEach(html === undefined ? closeNested : awaitNext)
	session.sessionNumber = sessionNumber
	if (session.isMissing) [version, html] = [unknownVersion, undefined]
	receive(session, ["open", version, html, isAdopted || html === undefined])
}

function onOpened(session: Session, version: number, html: string | undefined, isAdopted: boolean) {
	begin(session, version, html, isAdopted)
	sendWaiting()
}

function onResumed(session: Session, { session: secret, done, resume, roots }: Resumed) {
	client.resumeTimeout = resume
	session.secret = secret
	sendAcks(session) // the old secret is no longer valid
	resumeEvents(session, done)
	for (const each of nestedIn(session)) {
		const root = roots?.[each.sessionNumber!]
		if (root) resumeEvents(each, root[1])
		else markEnded(each)
	}
	onConnected(session, "resumed")
	socket.send(["h"]) // what the server sends again arrives before the reply
}

/** Sends the unacknowledged events of a resumed session again. done is the last one that the server has acknowledged. */
function resumeEvents(session: Session, done: number) {
	const repeated = [...session.unacknowledged]
	for (const event of takeAcknowledged(session, done - session.lastRef)) {
		markSent(event) // the server's window is empty again
		session.acknowledgedEarly.push(event)
		finish(event)
	}
	repeated.forEach(sendEvent)
	becomeReady(session)
}

function onConnected(session: Session, how: string) {
	const isFirst = !session.sessionNumber
	if (isFirst) {
		isDrained = false
		endConnecting("connected", how)
		for (const each of sessions) {
			if (each.stickyKey !== undefined && !each.hasEnded) openNext(each)
		}
		navigation.ownParts?.resumePages()
	}
	sendWaiting()
	if (session.isAsleep) send(session, ["sleep"])
	if (!isFirst) return
	updateUI(UI.onConnected, !waitingEvents()[0], how)
	prepareUI()
}

function onFrame(session: Session, frame: Frame) {
	const [count, updates, effects] = frame
	const isCounted = frame.length > 1 // a message that only acknowledges events is not a frame
	const firstRef = session.lastRef + 1
	const events = takeAcknowledged(session, count)
	session.acknowledgedEarly.push(...events)
	if (isCounted) countFrame(session)
	settleEdits(session, isCounted ? updates ?? [] : undefined)
	events.forEach(finish)
	const isExplained = !!effects?.some(([kind]) => kind === "flash")
	for (const effect of effects ?? []) {
		attempt(() => {
			const [kind, number, ...root] = effect
			if (kind === "open") openNested(session, number, root as Root)
			else runEffect(effect, ref => events[ref - firstRef], isExplained, session)
		}, console.error)
	}
	sendWaiting()
	leaveIfDone()
}

/** Handles the announcement of a shutdown: other servers do not know the sessions. */
function onDrain(delay: number) {
	sessions.forEach(forgetSession)
	holdEvents(true)
	isDrained = false
	socket.drain(delay)
}

function onDrained() {
	isDrained = true
	leaveIfDone()
}

/** Joins another server, unless this one has yet to acknowledge events. */
function leaveIfDone() {
	if (!isDrained || unacknowledgedEvents()[0]) return
	startConnecting("error")
	socket.open()
}

/**
 * Applies updates and gives the controls of acknowledged events the server's state. Without updates
 * it does so only if the page shows already what the events did.
 */
function settleEdits(session: Session, updates?: Update[]) {
	const events = session.acknowledgedEarly
	if (!updates && (!events[0] || events.some(mayPrecedeUpdate))) return
	acknowledgeEdits(new Set(events))
	session.acknowledgedEarly = []
	changeRoot(session, () => {
		for (const update of updates ?? []) applyUpdate(session, update)
		events.forEach(settleOrder)
	})
}

/** Handles the end of one session. All others come along if that leads to another connection. */
function onEnd(session: Session, code: number, reason: string) {
	if (session === client.page) return socket.handleClose(code, reason)
	if (session.isAsleep && !session.parentSession) return endNested(session)
	const isBusy = reason === "busy"
	const isElsewhere = reason === "elsewhere"
	const { secret } = session
	if (!isBusy && !(isElsewhere && secret && ui.ownParts?.[UI.isOnOtherNode](session))) forgetSession(session)
	if (secret ? session.secret : isElsewhere) return socket.handleClose(code, "")
	markEnded(session)
	updateModules()
	if (session.parentSession) return
	if (code < CloseCode.reload) return callUI(UI.reopen, session, isBusy)
	session.hasEnded = true
	dropEvents(session, "unknown", "removed")
}

function onClose(code: number, reason: string, ...statistics: number[]) {
	const { page } = client
	const hadSecret = page.secret !== undefined
	if (code === CloseCode.remount) forgetPage()
	const delay = ui.ownParts ? ui.ownParts[UI.reconnectDelay](code, reason, hadSecret, ...statistics) : delayWithoutModule(code, reason)
	if (delay !== undefined) {
		startConnecting("error")
		return delay as number
	}
	if (code === CloseCode.reload) giveUp()
	else end(reason)
	for (const session of [page, ...nestedIn(page)]) dropUnacknowledged(session)
}

/** Decides as reconnectDelay does, in a simpler way. */
function delayWithoutModule(code: number, reason: string) {
	if (code === CloseCode.reload || code === CloseCode.stop) return
	if (reason === "elsewhere") forgetPage()
	return reason === "token" ? 0 : Math.random() * retryDelay
}

const forgetPage = () => forgetSession(client.page)

/** Ends the session for good, and shows why. */
function end(reason: string) {
	disconnect("error")
	callUI(UI.end, reason)
}
