// The session: join and resume, frames and acks, events and their answers.

import { answered } from "./controls"
import { run } from "./effects"
import type { Op } from "./patch"
import { fail, finish, keep, next, onPush, unanswered, waiting, type Event } from "./queue"
import { recover, retype, stillBound } from "./recover"
import { crashed, isRefused, reload } from "./reload"
import { change, type Root } from "./root"
import * as socket from "./socket"
import { beginPage, endPage, mark, offerRetry, type Loading } from "./status"

type Picture = [root: number, version: number, ops: Op[] | string, base?: number]
type Frame = [refs: number, pictures?: Picture[], effects?: [string, ...any[]][]]
interface Joined { session: string, epoch: number, adopted: boolean, version: number, html?: string, title?: string }
interface Resumed { session: string, done: number }

// The server's window: when it is closed, refs are answered before their picture.
const windowFrames = 8, windowBytes = 65_536

let root: Root
let build: string
let token: string | undefined
let secret: string | undefined
let ready = false
let epoch = 0, version = 0, frames = 0, refs = 0
let unacked = 0, ackTimer = 0
let heard = 0 // bytes
let asked = false // for the root's HTML
let early: Event[] = [] // answered before their picture
const inst = crypto.getRandomValues(new Uint32Array(3)).join("-")
let loading: Loading | undefined

export const isReady = () => ready

export function start(r: Root, hash: string) {
	root = r
	build = hash
	onPush(flush)
	token = document.querySelector<HTMLMetaElement>("meta[name=live-token]")?.content
	socket.listen({ opened, heard: receive, lost, refused, closed, waits: () => unanswered.length > 0 })
	connect()
}

export function connect() {
	begin("initial")
	socket.open()
}

function begin(kind: Loading["kind"]) {
	ready = false
	mark("loading")
	if (!loading) beginPage(loading = { kind, to: location.href })
}

function settled(state: "connected" | "error") {
	ready = state === "connected"
	mark(state)
	if (loading) endPage(loading)
	loading = undefined
}

// leave ends the session, or lets it sleep while the document is in the back/forward cache.
export function leave(word: "bye" | "sleep") {
	if (ready) socket.send([word])
	disconnect()
}

export function disconnect() {
	ready = false
	socket.close()
}

// flush sends what may be sent.
function flush() {
	for (let e; ready && (e = next());) {
		Object.assign(e, { epoch, frames, heard })
		transmit(e)
		if (unanswered.length === 1) socket.expect()
	}
}

function transmit(e: Event) {
	if (!e.binding) socket.send(["p", acks(), e.epoch, e.url])
	else socket.send(["e", acks(), e.epoch, e.component, e.url, ...e.form ? [e.form] : []])
}

function acks() {
	const n = unacked
	clearTimeout(ackTimer)
	ackTimer = unacked = 0
	return n
}

const ack = () => socket.send(["a", acks()])

function opened() {
	acks() // the server learns by this what was handled; an ack that fell due before the answer would count it twice
	const hello = { build, inst, url: location.pathname + location.search }
	if (secret) socket.send(["resume", { ...hello, session: secret, frame: frames, versions: { 0: version }, ref: refs + 1 }])
	else socket.send(["join", {
		...hello, token, sum: root.sum(), caps: [], client: {
			tz: Intl.DateTimeFormat().resolvedOptions().timeZone, lang: navigator.language, width: innerWidth, height: innerHeight,
		},
	}])
}

function receive(m: any[], size: number) {
	heard += size
	const [kind, arg] = m
	if (kind >= 0) frame(m as Frame)
	else if (kind === "joined") joined(arg)
	else if (kind === "resumed") resumed(arg)
	else if (kind === "drain") socket.drain(arg)
	else decide() // a heartbeat: whatever was on its way has come
}

function joined(j: Joined) {
	const lost = unanswered.splice(0)
	secret = j.session
	epoch = j.epoch
	version = j.version
	frames = refs = 0
	asked = false
	early = []
	if (!j.adopted) retype(root.el)
	let drawn = true
	change(() => drawn = j.html === undefined || attempt(() => (j.adopted ? root.adopt : root.compare)(j.html!), again))
	if (!drawn) return
	for (const e of lost) e.form?.[0] === "change" ? finish(e) : fail(e, "lost", "gone")
	if (!j.adopted) keep(stillBound)
	if (j.title !== undefined) document.title = j.title
	const later = waiting.splice(0)
	recover(root.el, later)
	waiting.push(...later)
	up()
}

function resumed(r: Resumed) {
	secret = r.session
	const repeat = [...unanswered]
	for (const e of answer(r.done - refs)) {
		Object.assign(e, { frames, heard })
		early.push(e)
		finish(e)
	}
	repeat.forEach(transmit)
	up()
	socket.probe()
}

function up() {
	settled("connected")
	flush()
}

function answer(n: number) {
	refs += n
	return unanswered.splice(0, n)
}

function frame(m: Frame) {
	const [n, pictures, effects] = m, first = refs + 1, done = answer(n)
	early.push(...done)
	if (m.length > 1) {
		frames++
		if (++unacked >= windowFrames / 2) ack()
		else ackTimer ||= setTimeout(ack, 250)
	}
	decide(m.length > 1, () => pictures?.forEach(draw))
	done.forEach(finish)
	effects?.forEach(e => attempt(() => run(e, ref => done[ref - first]), console.error))
	flush()
}

// decide settles the controls whose edits were answered, once work, or what was drawn before, has shown the outcome.
function decide(shown?: boolean, work = () => {}) {
	if (!shown && !early.every(e => frames - e.frames! < windowFrames && heard - e.heard! < windowBytes)) return
	answered(new Set(early))
	early = []
	change(work)
}

function draw([to, now, ops, base = now - 1]: Picture) {
	if (to) return // the page is the only root
	const whole = typeof ops === "string"
	if (!whole && version !== base) return ask("patch of " + base + ", not of " + version)
	attempt(() => {
		if (whole) root.compare(ops)
		else root.patch(ops)
		version = now
		asked = false
	}, whole ? again : ask)
}

function attempt(work: () => void, failed: (why: unknown) => void) {
	try {
		work()
		return true
	} catch (err) {
		failed(err)
		return false
	}
}

// ask wants the whole root: what is here is not what the server thinks.
function ask(why: unknown) {
	version = -1
	if (asked) return
	asked = true
	console.error("live: draw:", why)
	socket.send(["html", acks(), 0])
}

function again(why: unknown) {
	console.error("live: draw:", why)
	giveUp()
}

// giveUp loads the page again; where that was done just now, it stays as it is.
function giveUp() {
	socket.close()
	settled("error")
	reload().catch(console.error)
}

const lost = () => begin("error")

const refused = async () => await isRefused() && giveUp()

function closed(code: number, reason: string) {
	if (code === 4001) {
		secret = token = undefined
		if (reason !== "crashed" || !crashed()) return true
		offerRetry(connect)
	} else if (code === 4002) giveUp()
	else if (code !== 4003) return true
	settled("error")
	return false
}
