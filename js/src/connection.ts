// The state of the connection: whether the page has joined, and what the user and scripts of the
// page see of that.

import { endPageLoading, startPageLoading, type PageLoading } from "./progress"
import { reload } from "./reload"
import * as socket from "./socket"
import { showStatus } from "./status"

/** True while the page has joined or resumed its session. */
export let connected = false

let loading: PageLoading | undefined

export const isConnected = () => connected

export function connect() {
	startConnecting("initial")
	socket.open()
}

/** Joins or resumes on another connection, in place of one that works. */
export function reconnect() {
	startConnecting("error")
	socket.open()
}

export function startConnecting(kind: PageLoading["kind"]) {
	connected = false
	showStatus("loading")
	if (loading) return
	loading = { kind, to: location.href }
	startPageLoading(loading)
}

export function endConnecting(status: "connected" | "error") {
	connected = status === "connected"
	showStatus(status)
	if (loading) endPageLoading(loading)
	loading = undefined
}

export function disconnect() {
	connected = false
	socket.close()
}

/** Ends the session, or detaches it while the document is in the back/forward cache. */
export function leave(message: "bye" | "sleep") {
	if (connected) socket.send([message])
	disconnect()
}

/**
 * Reloads the page. If that was done a short time ago, the page stays unchanged and disconnected.
 */
export function giveUp() {
	socket.close()
	endConnecting("error")
	reload().catch(console.error)
}
