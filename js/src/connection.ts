// The state of the connection: whether the page has joined, and what the user and scripts of the
// page see of that.

import { callUI, updateUI } from "./calls"
import { dispatchLiveEvent } from "./dom"
import { UI } from "./functions"
import { endPageLoading, startPageLoading, type PageLoading } from "./progress"
import * as socket from "./socket"
import { sessions, type Session } from "./sessions"
import { send } from "./flow"
import { showStatus, type Status } from "./status"

export let status: Status

/** True while the page has joined or resumed its session. */
export let connected = false

let loading: PageLoading | undefined

/** Whether the last event reported that the page is connected. */
let wasConnected: boolean | undefined

export function connect() {
	startConnecting("initial")
	socket.open()
}

/** Shows that a WebSocket is opened: the first one, or another one because the last one was lost. */
export function startConnecting(kind: PageLoading["kind"]) {
	setStatus(kind === "error" ? "reconnecting" : "connecting")
	if (kind === "error") callUI(UI.startLost)
	if (loading) return
	loading = { kind, to: location.href }
	startPageLoading(loading)
}

export function endConnecting(status: Status, how?: string) {
	setStatus(status, how)
	if (!connected) updateUI(UI.hidePill)
	if (loading) endPageLoading(loading)
	loading = undefined
}

/** Sets the status, for a reason: how the page has connected, or why it is not connected. */
function setStatus(newStatus: Status, reason = socket.closeReason) {
	status = newStatus
	connected = status === "connected"
	if (!connected) sessions.forEach(detach)
	showStatus(status)
	const isChange = status !== "connecting" && connected !== wasConnected
	if (isChange) dispatchLiveEvent((wasConnected = connected) ? status : "disconnected", { reason })
}

function detach(session: Session) {
	session.isReady = false
	// The server sends again what waits for the module, except an open, which it believes to be handled.
	if (session.heldMessages.splice(0).some(([[kind]]) => kind === "open")) sessions.forEach(forgetSession)
}

/** Discards the token, but not the tag of the user. */
export function discardToken(session: Session) {
	session.token = session.token && /\..+/.exec(session.token)?.[0]
}

/** Makes session join when the page is connected again. */
export function forgetSession(session: Session) {
	delete session.secret
	discardToken(session)
}

/** Closes the connection, which is not opened again before the next call of connect. */
export function disconnect(status: Status) {
	socket.close()
	endConnecting(status)
}

/** Ends all sessions, or detaches them while the document is in the back/forward cache. */
export function leave(message: "bye" | "sleep") {
	for (const session of sessions) {
		if (session.isReady && !session.parentSession) send(session, [message])
	}
	disconnect("disconnected")
}
