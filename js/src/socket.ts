// The WebSocket: opened at the URL of the page, monitored by heartbeats, and opened again when it
// is lost.

import { client } from "./functions"
import { heartbeatInterval, heartbeatTimeout, inputTimeout, joinTimeout, minInputInterval, openTimeout, quietAfter, replyTimeout } from "./limits"
import { document } from "./native"

export interface Listener {
	/** Sends the join or resume: a WebSocket is open. */
	onOpen(): void
	/** Reports whether another reply is due. */
	onMessage(message: any[], size: number): boolean
	/**
	 * Returns the time to wait before a lost or closed WebSocket is opened again, or undefined. statistics are those of
	 * reconnectDelay.
	 */
	onClose(code: number, reason: string, ...statistics: number[]): number | undefined
	/** Is called at the time for which the server has asked. */
	onDrained(): void
}

const subprotocol = "lively.2"

/** Why the server has closed the last WebSocket. Empty if it was lost or closed by the client. */
export let closeReason = ""

/** True while a WebSocket is open or shall be opened. */
export let isWanted = false

let listener: Listener
let socket: WebSocket | undefined
let probedAt = 0 // time of an unanswered heartbeat, or 0
let firstMessageAt = 0 // time of the first message on socket, or 0
let lastMessageAt = 0 // time of the last message
let openedAt = 0 // time of the last attempt to open
let failedOpens = 0 // in a row
let reconnectAt = 0 // time that the server asked for, or 0
let inputAt = 0 // time of the last attempt or heartbeat that input caused
let reconnectTimer = 0
let watchdogTimer = 0

/** Sets the listener. It must be called once, before open. */
export function listen(l: Listener) {
	listener = l
	addEventListener("online", checkNow)
	addEventListener("focus", checkOnInput)
	for (const type of ["pointerdown", "keydown", "input"]) addEventListener(type, checkOnInput, true)
	document.addEventListener("visibilitychange", () => {
		if (!document.hidden) checkNow()
	})
}

/** Opens a WebSocket in place of the current one, and again whenever it is lost. */
export function open() {
	if (document.prerendering) {
		document.addEventListener("prerenderingchange", open, { once: true })
		return
	}
	close()
	isWanted = true
	closeReason = ""
	firstMessageAt = probedAt = reconnectAt = 0
	openedAt = performance.now()
	failedOpens++

	const url = location.origin.replace(/^http/, "ws") + client.page.viewURL
	const opened = new WebSocket(url, subprotocol)
	socket = opened
	setWatchdog(abandon, openTimeout)
	opened.onopen = () => {
		if (opened !== socket) return
		failedOpens = 0
		setWatchdog(abandon, joinTimeout)
		listener.onOpen()
	}
	opened.onmessage = ({ data }) => {
		if (opened !== socket) return
		lastMessageAt = performance.now()
		firstMessageAt ||= lastMessageAt
		probedAt = 0
		const isReplyDue = listener.onMessage(JSON.parse(data), data.length)
		if (opened === socket) setWatchdog(probe, isReplyDue ? replyTimeout : client.idleInterval)
	}
	opened.onclose = ({ code, reason }) => {
		if (opened === socket) handleClose(code, reason)
	}
}

/** Opens a WebSocket at once, unless one is being opened since a short time ago. */
export function hurry() {
	if (!socket || performance.now() - openedAt > minInputInterval) open()
}

/** Closes the WebSocket. It is not opened again before the next call of open. */
export function close() {
	const closing = socket
	isWanted = false
	socket = undefined
	clearTimeout(reconnectTimer)
	clearTimeout(watchdogTimer)
	closing?.close()
}

/** Sends a message, or drops it if the WebSocket is not open. */
export function send(message: unknown[]) {
	if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
}

/** Expects a reply soon: without one, the connection is probed. */
export function expectReply() {
	if (!probedAt) setWatchdog(probe, replyTimeout)
}

/**
 * Calls onDrained after delay ms. If the server closes the WebSocket before, another one is opened at
 * that time.
 */
export function drain(delay: number) {
	reconnectAt = performance.now() + delay
	clearTimeout(reconnectTimer)
	reconnectTimer = setTimeout(listener.onDrained, delay)
}

/** Calls action after delay ms without a message. There is one such timer. */
function setWatchdog(action: () => void, delay: number) {
	clearTimeout(watchdogTimer)
	watchdogTimer = setTimeout(action, delay)
}

/** Sends a heartbeat, and abandons the WebSocket if nothing is received soon. */
function probe(timeout = heartbeatTimeout) {
	const isJoined = firstMessageAt > 0 // before that, the server accepts nothing else
	const isNeeded = !document.hidden || client.idleInterval < heartbeatInterval
	if (!isNeeded || !isJoined) return
	probedAt = performance.now()
	send(["h"])
	setWatchdog(abandon, timeout)
}

/** Opens a WebSocket, or checks one that has been quiet, because the user is about to need it. */
function checkOnInput() {
	const now = performance.now()
	if (!isWanted || now - inputAt < minInputInterval) return
	if (!socket) open()
	else if (probedAt || now - lastMessageAt < quietAfter) return
	else probe(inputTimeout)
	inputAt = now
}

/** Checks or opens the connection at once: the network may be back. */
function checkNow() {
	if (!isWanted) return
	if (socket) probe()
	else open()
}

/** Treats the WebSocket as lost, without waiting for its close event. */
function abandon() {
	const abandoned = socket
	handleClose(0, "")
	abandoned?.close()
}

export function handleClose(code: number, reason: string) {
	close()
	closeReason = reason
	const now = performance.now()
	const lasted = firstMessageAt && now - firstMessageAt
	const idle = firstMessageAt && (probedAt || now) - lastMessageAt
	isWanted = true // unless onClose calls close
	const delay = listener.onClose(code, reason, failedOpens, lasted, idle)
	if (delay === undefined || socket) return // a script may have connected
	reconnectTimer = setTimeout(open, reconnectAt ? reconnectAt - now : delay)
}
