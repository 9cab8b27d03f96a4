// The module for debugging: a simulator of slow connections, and a log of the messages in the console. It wraps the
// constructor of WebSockets, so that the client need not know it.

import { client, moduleScript } from "./client"
import type { Debugging } from "./debugging"
import { logMessage, logState } from "./debuglog"
import { Delays, type Latency } from "./delays"

/** What is enabled. It is kept in the storage of the tab. */
interface Enabled {
	debug?: boolean
	latency?: Latency
}

const storageKey = "liveDebug"
const subprotocol = "lively.2"

const enabled: Enabled = readEnabled()
const isEnabled = () => enabled.debug || enabled.latency

function readEnabled(): Enabled {
	try {
		return JSON.parse(sessionStorage[storageKey])
	} catch {
		return {}
	}
}

/** Keeps what is enabled, also if the page is loaded again, and opens a WebSocket that is observed. */
function saveEnabled() {
	try {
		if (isEnabled()) sessionStorage[storageKey] = JSON.stringify(enabled)
		else delete sessionStorage[storageKey]
	} catch { } // the user does not allow storage: it is enabled until the page is loaded again
	if (isEnabled() && !isWrapped) {
		wrap()
		if (client.isWanted()) client.connect()
	}
}

let isWrapped = false

/** Observes the WebSockets of the client that are opened from now on. */
function wrap() {
	isWrapped = true
	window.WebSocket = new Proxy(WebSocket, {
		construct(target, args, newTarget) {
			const socket: WebSocket = Reflect.construct(target, args, newTarget)
			if (args[1] === subprotocol) observe(socket)
			return socket
		},
	})
}

/** Delays and logs what socket sends and receives. */
function observe(socket: WebSocket) {
	const latency = () => enabled.latency
	const sending = new Delays(latency), receiving = new Delays(latency)
	const { send, close } = socket
	const listeners: Record<string, (event: any) => void> = {}
	for (const type of ["open", "message", "close"]) {
		Object.defineProperty(socket, "on" + type, { set: listener => listeners[type] = listener })
		socket.addEventListener(type, event => receiving.delay(() => receive(type, event)))
	}
	// For the client, the WebSocket is open when the handshake has arrived: nothing is sent before the join or resume.
	let isOpen = false
	const prototype = Object.getPrototypeOf(socket)
	Object.defineProperty(socket, "readyState", {
		get: () => isOpen ? Reflect.get(prototype, "readyState", socket) : WebSocket.CONNECTING,
	})
	function receive(type: string, event: any) {
		isOpen = true
		if (enabled.debug && type !== "message") logState(type, event)
		const start = performance.now()
		listeners[type]?.(event)
		if (enabled.debug && type === "message") logMessage("received", event.data, performance.now() - start)
	}
	socket.send = data => {
		if (enabled.debug) logMessage("sent", data as string)
		sending.delay(() => send.call(socket, data))
	}
	socket.close = (...args) => {
		sending.flush() // the server receives what was sent before
		close.apply(socket, args)
	}
}

const methods: Debugging = {
	enableDebug() {
		enabled.debug = true
		saveEnabled()
		console.log("live: the debug log is enabled in this tab. liveSocket.disableDebug() disables it.")
	},
	disableDebug() {
		delete enabled.debug
		saveEnabled()
	},
	enableLatencySim(options = 0) {
		const { latency = 0, jitter = 0, loss = 0 } = typeof options === "object" ? options : { latency: options }
		const isTime = (time: unknown) => Number.isFinite(time) && (time as number) >= 0
		if (!isTime(latency) || !isTime(jitter) || !isTime(loss) || loss >= 1) {
			console.error("live: enableLatencySim needs times in ms, and a loss of at least 0 and less than 1; nothing was changed:", options)
			return
		}
		enabled.latency = [latency, jitter, loss]
		saveEnabled()
		console.log(`live: latency of ${latency} ms, jitter of ${jitter} ms and a loss of ${loss} are simulated in this tab. ` +
			"liveSocket.disableLatencySim() ends that.")
	},
	disableLatencySim() {
		delete enabled.latency
		saveEnabled()
	},
}

if (isEnabled()) wrap()
moduleScript.ownParts = methods
