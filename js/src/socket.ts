// The websocket: opened at the page's own path, watched by a heartbeat, opened again when lost.

import { jitter } from "./backoff"

export interface Listener {
	opened(): void // say who you are
	heard(message: any[], size: number): void
	lost(): void // and will be opened again
	refused(): void // again and again
	closed(code: number, reason: string): boolean // whether to open again
	waits(): boolean // for an answer
}

let listener: Listener
let ws: WebSocket | undefined
let retry = 0, beat = 0 // timers
let tries = 0
let since = 0 // when the server first said something on this socket
let unopened = 0 // sockets in a row
let probing = false
let ended = true // no socket is wanted
let due = 0 // when the server wants us back

export function listen(l: Listener) {
	listener = l
	addEventListener("online", hurry)
	document.addEventListener("visibilitychange", () => document.hidden || hurry())
}

export const isOpen = () => ws?.readyState === 1

export function open() {
	if (document.prerendering) return document.addEventListener("prerenderingchange", open, { once: true })
	close()
	ended = false
	const s = ws = new WebSocket(location.href.replace(/^http/, "ws").replace(/#.*/, ""), "lively.1")
	since = 0
	unopened++
	alarm(drop, 10_000)
	s.onopen = () => {
		if (s !== ws) return
		unopened = 0
		alarm(drop, 30_000) // a view may take its time to mount
		listener.opened()
	}
	s.onmessage = e => {
		if (s !== ws) return
		since ||= Date.now()
		probing = false
		listener.heard(JSON.parse(e.data), e.data.length)
		if (s === ws) alarm(probe, listener.waits() ? 3_000 : 25_000)
	}
	s.onclose = e => s === ws && gone(e.code, e.reason)
}

// close ends the socket for good, until open.
export function close() {
	const s = ws
	ended = true
	ws = undefined
	clearTimeout(retry)
	clearTimeout(beat)
	s?.close()
}

export function send(message: unknown[]) {
	if (isOpen()) ws!.send(JSON.stringify(message))
}

// expect is told that an answer is due.
export const expect = () => probing || alarm(probe, 3_000)

// drain opens a new socket after ms, when the server has gone.
export function drain(ms: number) {
	due = Date.now() + ms
	clearTimeout(retry)
	retry = setTimeout(drop, ms)
}

function alarm(ring: () => void, ms: number) {
	clearTimeout(beat)
	beat = setTimeout(ring, ms)
}

// probe asks for a sign of life.
export function probe() {
	if (document.hidden || !since) return // before the join is answered nothing else may be said
	probing = true
	send(["h"])
	alarm(drop, 2_000)
}

// hurry is for moments when the network may be back.
function hurry() {
	if (ended) return
	if (ws) probe()
	else open()
}

function drop() {
	const s = ws
	gone(0, "")
	s?.close()
}

function gone(code: number, reason: string) {
	close()
	if (!listener.closed(code, reason)) return
	ended = false
	listener.lost()
	if (since && Date.now() - since > 5_000) tries = 0
	if (unopened % 5 === 4) listener.refused() // perhaps: a browser does not say why a socket did not open
	retry = setTimeout(open, due ? due - Date.now() : jitter(tries++))
	due = 0
}
