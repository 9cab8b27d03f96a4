// The session: join and resume, frames, and events with their acknowledgements (docs/reference/protocol.md).

import { acknowledgeEdits } from "./controls"
import { runEffect, type Effect } from "./effects"
import { countBytes, countFrame, lastFrame, markSent, mayPrecedeUpdate, resetFrames, takeAcks } from "./flow"
import { endPageLoading, startPageLoading, type PageLoading } from "./progress"
import {
	fail, filterWaiting, finish, isChange, onPush, takeNext, unacknowledged, waiting, type LiveEvent,
} from "./queue"
import { holdInput, isStillBound, reportInput } from "./recover"
import { isCrashLoop, isRefused, reload } from "./reload"
import { change, type Root } from "./root"
import * as socket from "./socket"
import { offerRetry, showStatus } from "./status"
import {
	applyJoinedHTML, applyUpdate, attempt, currentVersion, initUpdates, setVersion, type Update,
} from "./updates"

type Frame = [acknowledged: number, updates?: Update[], effects?: Effect[]]

interface Joined {
	session: string
	epoch: number
	adopted: boolean
	version: number
	html?: string
	title?: string
}

interface Resumed {
	session: string
	done: number
}

// Close codes of the server.
const closeRemount = 4001
const closeReload = 4002
const closeStop = 4003

const instance = crypto.getRandomValues(new Uint32Array(3)).join("-")

let root: Root
let build: string
let token: string | undefined
let sessionSecret: string | undefined
let connected = false // joined or resumed
let epoch = 0
let lastRef = 0 // of the last acknowledged event
let loading: PageLoading | undefined

/** Events that were acknowledged, perhaps before the update that shows what they did. */
let acknowledgedEarly: LiveEvent[] = []

export const isConnected = () => connected

/** Connects the root to its session. buildHash is the hash of this client. */
export function start(r: Root, buildHash: string) {
	root = r
	build = buildHash
	token = document.querySelector<HTMLMetaElement>("meta[name=live-token]")?.content
	initUpdates(root, giveUp)
	onPush(sendWaiting)
	const isReplyDue = () => unacknowledged.length > 0
	socket.listen({ onOpen, onMessage, onClose, onReconnect, onRefused, isReplyDue })
	connect()
}

export function connect() {
	startConnecting("initial")
	socket.open()
}

function startConnecting(kind: PageLoading["kind"]) {
	connected = false
	showStatus("loading")
	if (loading) return
	loading = { kind, to: location.href }
	startPageLoading(loading)
}

function endConnecting(status: "connected" | "error") {
	connected = status === "connected"
	showStatus(status)
	if (loading) endPageLoading(loading)
	loading = undefined
}

/** Ends the session, or detaches it while the document is in the back/forward cache. */
export function leave(message: "bye" | "sleep") {
	if (connected) socket.send([message])
	disconnect()
}

export function disconnect() {
	connected = false
	socket.close()
}

/** Sends waiting events, as many as may be unacknowledged. */
function sendWaiting() {
	while (connected) {
		const event = takeNext()
		if (!event) return
		event.epoch = epoch
		markSent(event)
		sendEvent(event)
		if (unacknowledged.length === 1) socket.expectReply()
	}
}

function sendEvent(event: LiveEvent) {
	const { binding, component, form, url } = event
	if (!binding) socket.send(["p", takeAcks(), event.epoch, url])
	else if (!form) socket.send(["e", takeAcks(), event.epoch, component, url])
	else socket.send(["e", takeAcks(), event.epoch, component, url, form])
}

function onOpen() {
	// The join or resume acknowledges all frames received so far. An ack that was due would count
	// them twice.
	takeAcks()
	const hello = { build, inst: instance, url: location.pathname + location.search }
	if (sessionSecret) {
		socket.send(["resume", {
			...hello,
			session: sessionSecret,
			frame: lastFrame(),
			versions: { 0: currentVersion() },
			ref: lastRef + 1,
		}])
		return
	}
	const client = {
		tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
		lang: navigator.language,
		width: innerWidth,
		height: innerHeight,
	}
	socket.send(["join", { ...hello, token, sum: root.checksum(), caps: [], client }])
}

function onMessage(message: any[], size: number) {
	countBytes(size)
	const [kind, argument] = message
	if (typeof kind === "number") onFrame(message as Frame)
	else if (kind === "joined") onJoined(argument)
	else if (kind === "resumed") onResumed(argument)
	else if (kind === "drain") socket.drain(argument)
	else settleEdits() // the reply to a heartbeat: what the server sent before has arrived
}

function onJoined({ session, epoch: newEpoch, adopted, version, html, title }: Joined) {
	const lostEvents = unacknowledged.splice(0)
	sessionSecret = session
	epoch = newEpoch
	lastRef = 0
	acknowledgedEarly = []
	resetFrames()
	setVersion(version)

	if (!adopted) holdInput(root.element)
	let isApplied = true
	change(() => {
		if (html !== undefined) isApplied = applyJoinedHTML(html, adopted)
	})
	if (!isApplied) return

	for (const event of lostEvents) {
		if (isChange(event)) finish(event) // the state that it reported is reported again below
		else fail(event, "lost", "session ended")
	}
	if (!adopted) filterWaiting(isStillBound)
	if (title !== undefined) document.title = title

	// Input is reported before the events that wait.
	const waitingEvents = waiting.splice(0)
	reportInput(root.element, waitingEvents)
	waiting.push(...waitingEvents)
	onConnected()
}

function onResumed({ session, done }: Resumed) {
	sessionSecret = session
	const repeated = [...unacknowledged]
	for (const event of takeAcknowledged(done - lastRef)) {
		markSent(event) // the server's window is empty again
		acknowledgedEarly.push(event)
		finish(event)
	}
	for (const event of repeated) sendEvent(event)
	onConnected()
	socket.probe()
}

function onConnected() {
	endConnecting("connected")
	sendWaiting()
}

function takeAcknowledged(count: number) {
	lastRef += count
	return unacknowledged.splice(0, count)
}

function onFrame(frame: Frame) {
	const [count, updates, effects] = frame
	const isCounted = frame.length > 1 // a message that only acknowledges events is not a frame
	const firstRef = lastRef + 1
	const events = takeAcknowledged(count)
	acknowledgedEarly.push(...events)
	if (isCounted) {
		countFrame()
		settleEdits(updates ?? [])
	} else {
		settleEdits()
	}
	for (const event of events) finish(event)
	for (const effect of effects ?? []) {
		attempt(() => runEffect(effect, ref => events[ref - firstRef]), console.error)
	}
	sendWaiting()
}

/**
 * Applies updates and gives the controls of acknowledged events the server's state. Without updates
 * it does so only if the page shows already what the events did.
 */
function settleEdits(updates?: Update[]) {
	if (!updates && acknowledgedEarly.some(mayPrecedeUpdate)) return
	acknowledgeEdits(new Set(acknowledgedEarly))
	acknowledgedEarly = []
	change(() => updates?.forEach(applyUpdate))
}

/**
 * Reloads the page. If that was done a short time ago, the page stays unchanged and disconnected.
 */
function giveUp() {
	socket.close()
	endConnecting("error")
	reload().catch(console.error)
}

function onReconnect() {
	startConnecting("error")
}

async function onRefused() {
	if (await isRefused()) giveUp()
}

/** Reports whether to reconnect after the connection was closed. */
function onClose(code: number, reason: string) {
	switch (code) {
	case closeRemount:
		sessionSecret = undefined
		token = undefined
		if (reason !== "crashed" || !isCrashLoop()) return true
		offerRetry(connect)
		break
	case closeReload:
		giveUp()
		break
	case closeStop:
		break
	default:
		return true
	}
	endConnecting("error")
	return false
}
