// Flow control (docs/reference/protocol.md, "Acks and flow control"): counts what was received and
// acknowledges frames.

import { maxAckDelay, windowBytes, windowFrames } from "./limits"
import type { LiveEvent } from "./queue"
import { sessions, type Session } from "./sessions"
import * as socket from "./socket"

let ackTimer = 0

/** Sends a message of session, or drops it if the WebSocket is not open. */
export function send({ sessionNumber }: Session, message: unknown[]) {
	if (sessionNumber !== undefined) socket.send(sessionNumber ? ["@", sessionNumber, message] : message)
}

/** Counts a frame, and acknowledges frames now or soon. */
export function countFrame(session: Session) {
	session.framesReceived++
	session.framesDue++
	if (session.framesDue >= windowFrames / 2) sendAcks()
	else ackTimer ||= setTimeout(sendAcks, maxAckDelay)
}

/** Acknowledges the frames of all sessions, also if there are none of resumed. */
export function sendAcks(resumed?: Session) {
	let acks = 0
	const pairs = sessions.flatMap(session => {
		const { sessionNumber } = session
		const count = takeAcks(session)
		if (sessionNumber) return count || session === resumed ? [sessionNumber, count] : []
		if (sessionNumber === 0) acks += count // a session without a number has ended
		return []
	})
	socket.send(["a", acks, ...pairs])
}

/**
 * Returns the number of frames of session to acknowledge. The caller sends it, or a message that implies it.
 */
export function takeAcks(session: Session) {
	const count = session.framesDue
	session.framesDue = 0
	if (!sessions.some(({ framesDue }) => framesDue)) {
		clearTimeout(ackTimer)
		ackTimer = 0
	}
	return count
}

/** Records in event what was received before it. */
export function markSent(event: LiveEvent) {
	event.framesBefore = event.session.framesReceived
	event.bytesBefore = event.session.bytesReceived
}

/**
 * Reports whether the server's window may have been closed when it acknowledged event. Only then
 * can an acknowledgement come before the update that shows what the event did.
 */
export function mayPrecedeUpdate({ session, framesBefore, bytesBefore }: LiveEvent) {
	const frames = session.framesReceived - framesBefore!
	const bytes = session.bytesReceived - bytesBefore!
	return frames >= windowFrames || bytes >= windowBytes
}
