// The state of the connection: whether the page has joined, and what the user and scripts of the
// page see of that.

import { endPageLoading, startPageLoading, type PageLoading } from "./progress"
import * as socket from "./socket"
import { showStatus } from "./status"

/** True while the page has joined or resumed its session. */
export let connected = false

let loading: PageLoading | undefined

export function connect() {
	startConnecting("initial")
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

/** Closes the connection, which is not opened again before the next call of connect. */
export function disconnect() {
	socket.close()
	endConnecting("error")
}

/** Ends the session, or detaches it while the document is in the back/forward cache. */
export function leave(message: "bye" | "sleep") {
	if (connected) socket.send([message])
	disconnect()
}
