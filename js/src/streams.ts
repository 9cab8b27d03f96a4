// The module of streams: elements whose rows the server does not keep (docs/reference/protocol.md, "Streams").

import { checksum } from "./checksum"
import { client, moduleScript } from "./client"
import type { StreamOp } from "./lazy"
import { maxStreams, unknownVersion } from "./limits"
import type { MirrorNode } from "./mirror"
import { morph } from "./morph"
import { document, native } from "./native"
import type { Session } from "./sessions"

interface Stream {
	session: Session
	/** The value of live-stream. */
	element: number
	/** The element with its rows. In the mirror of the session, it is a leaf. */
	container: MirrorNode
	/** The number of the last effect applied. */
	applied: number
}

type Effect = [session: Session, element: number, number: number, ops: StreamOp[]]

let streams: Stream[] = []

/** Effects for elements that are not in the page, because an update was dropped. */
let waiting: Effect[] = []

/** Applies an effect, or keeps it until its element is in the page. */
function applyStream(...effect: Effect) {
	waiting.push(effect)
	client.changeRoots(applyWaiting)
}

function applyWaiting() {
	for (const effect of waiting.splice(0)) {
		const [session, element, number, ops] = effect
		const stream = streamOf(session, element)
		if (!stream) {
			if (session.shownVersion === unknownVersion) waiting.push(effect)
			continue
		}
		try {
			apply(stream, ops)
			stream.applied = number
		} catch (err) {
			console.error("live: rows failed:", err)
			report(session) // the server sends all rows
		}
	}
}

function streamOf(session: Session, element: number) {
	let stream = streams.find(each => each.session === session && each.element === element)
	const root = !stream && find(session, element)
	if (root) {
		const container = client.mirrorRoot(root)
		container.children = container.children.filter(row => client.keyOf(row) !== undefined)
		stream = { session, element, container, applied: 0 }
		streams.push(stream)
	}
	return stream
}

/** Returns the element of a stream, if it is in the page. */
const find = (session: Session, element: number) => [...document.querySelectorAll<HTMLElement>(`[live-stream="${element}"]`)]
	.find(each => client.placeOf(each).session === session)

/** Applies operations to the rows. Rows that are removed and inserted again remain the same elements. */
function apply({ container }: Stream, ops: StreamOp[]) {
	let rows = [...container.children]
	const removed = new Map<string | undefined, MirrorNode>()
	const remove = (list: MirrorNode[]) => list.forEach(row => removed.set(client.keyOf(row), row))

	for (const op of ops) {
		if (typeof op === "string") {
			remove(rows.filter(row => client.keyOf(row) === op))
			rows = rows.filter(row => client.keyOf(row) !== op)
		} else if (typeof op === "number") {
			const end = op < 0 ? rows.length : op
			const start = op < 0 ? Math.max(0, rows.length + op) : 0
			remove([...rows.slice(0, start), ...rows.slice(end)])
			rows = rows.slice(start, end)
		} else {
			rows = insert(container, rows, removed, op)
		}
	}
	client.updateChildren(container, rows)
}

/** Returns rows with those of html. The ones whose keys are known are changed instead. */
function insert(container: MirrorNode, rows: MirrorNode[], removed: Map<string | undefined, MirrorNode>, [at, html]: [number, string]) {
	const known = new Map(rows.map((row, i) => [client.keyOf(row), i]))
	const added: MirrorNode[] = []
	const sentRows = client.mirrorHTML(container, html)
	for (const sent of sentRows.children) {
		const key = client.keyOf(sent)
		const i = known.get(key)
		if (i !== undefined) rows[i] = changed(rows[i], sent)
		else added.push(changed(removed.get(key), sent))
	}
	rows.splice(at < 0 ? rows.length : at, 0, ...added)
	return rows
}

/** Returns row, changed to what the server sent, or that itself if it is another element. */
function changed(row: MirrorNode | undefined, sent: MirrorNode) {
	if (!row || native(row.dom).nodeName !== native(sent.dom).nodeName) return sent
	morph(row, sent)
	return row
}

/** Is called after each change of a root. */
function afterChange() {
	const moved = streams.filter(({ session, element, container }) => find(session, element) !== container.dom)
	for (const { container } of moved) {
		for (const { dom } of container.children) native(dom as ChildNode).remove()
	}
	for (const stream of moved) move(stream)
	streams = streams.filter(({ container }) => native(container.dom).isConnected)
	applyWaiting()
	reportAll()
}

/** Moves the rows to the element that an update has inserted in place of theirs, if there is one. */
function move({ session, element, container }: Stream) {
	const target = session.framesReceived && find(session, element) // after a join, the server sends all rows
	if (!target) return
	container.dom = target
	native(target).replaceChildren(...container.children.map(({ dom }) => dom))
}

/** The secrets of the sessions whose streams were reported: each join and each resume has another one. */
const reported = new WeakMap<Session, string | undefined>()

/** Reports what the page has of its streams, once after each join and resume: the server sends the rows that are missing. */
function reportAll() {
	for (const session of client.sessions) {
		let top = session
		while (top.parentSession) top = top.parentSession
		const secret = `${top.secret} ${session.sessionNumber}`
		if (!session.isReady || reported.get(session) === secret) continue
		reported.set(session, secret)
		report(session)
	}
}

function report(session: Session) {
	const roots = [...document.querySelectorAll("[live-stream]")].filter(each => client.placeOf(each).session === session)
	const states = roots.slice(0, maxStreams).map(root => {
		const { element, container, applied } = streamOf(session, Number(native(root).getAttribute("live-stream")))!
		let sum = 0
		for (const { dom } of container.children) {
			if (native(dom).parentNode === container.dom) sum += checksum(client.keyOf(client.mirrorOf(dom)!)!)
		}
		return [element, session.framesReceived ? applied : 0, sum >>> 0]
	})
	if (states[0]) client.send(session, ["streams", ...states])
}

moduleScript.ownParts = Object.assign(applyStream, { afterChange })
afterChange()
