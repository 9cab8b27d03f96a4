// The WebSocket: opened at the URL of the page, monitored by heartbeats, and opened again when it
// is lost.

import { backoff } from "./backoff"
import {
	heartbeatInterval, heartbeatTimeout, joinTimeout, openTimeout, refusalInterval, refusalThreshold, replyTimeout,
	stableAfter,
} from "./limits"

export interface Listener {
	/** Sends the join or resume: a WebSocket is open. */
	onOpen(): void
	/** Reports whether another reply is due. */
	onMessage(message: any[], size: number): boolean
	/** Reports whether a lost or closed WebSocket shall be opened again. */
	onClose(code: number, reason: string): boolean
	/** Is called when the server may be refusing to open a WebSocket. */
	onRefused(): void
}

const subprotocol = "lively.1"

/** True while a WebSocket is open or shall be opened. */
export let isWanted = false

let listener: Listener
let socket: WebSocket | undefined
let isProbing = false // a heartbeat is unanswered
let firstMessageAt = 0 // time of the first message on socket, or 0
let failedOpens = 0 // in a row
let attempts = 0 // to reconnect
let reconnectAt = 0 // time that the server asked for, or 0
let reconnectTimer = 0
let watchdogTimer = 0

/** Sets the listener. It must be called once, before open. */
export function listen(l: Listener) {
	listener = l
	addEventListener("online", checkNow)
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
	firstMessageAt = 0
	failedOpens++

	const url = location.href.replace(/^http/, "ws").replace(/#.*/, "")
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
		firstMessageAt ||= Date.now()
		isProbing = false
		const isReplyDue = listener.onMessage(JSON.parse(data), data.length)
		if (opened === socket) setWatchdog(probe, isReplyDue ? replyTimeout : heartbeatInterval)
	}
	opened.onclose = ({ code, reason }) => {
		if (opened === socket) handleClose(code, reason)
	}
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
	if (!isProbing) setWatchdog(probe, replyTimeout)
}

/** Opens another WebSocket after delay ms, even if the server closes this one before. */
export function drain(delay: number) {
	reconnectAt = Date.now() + delay
	clearTimeout(reconnectTimer)
	reconnectTimer = setTimeout(abandon, delay)
}

/** Calls action after delay ms without a message. There is one such timer. */
function setWatchdog(action: () => void, delay: number) {
	clearTimeout(watchdogTimer)
	watchdogTimer = setTimeout(action, delay)
}

/** Sends a heartbeat, and abandons the WebSocket if nothing is received soon. */
export function probe() {
	const isJoined = firstMessageAt > 0 // before that, the server accepts nothing else
	if (document.hidden || !isJoined) return
	isProbing = true
	send(["h"])
	setWatchdog(abandon, heartbeatTimeout)
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

function handleClose(code: number, reason: string) {
	close()
	if (!listener.onClose(code, reason)) return
	isWanted = true

	const wasStable = firstMessageAt && Date.now() - firstMessageAt > stableAfter
	if (wasStable) attempts = 0
	if (failedOpens % refusalInterval === refusalThreshold) listener.onRefused()
	const delay = reconnectAt ? reconnectAt - Date.now() : backoff(attempts++)
	reconnectAt = 0
	reconnectTimer = setTimeout(open, delay)
}
