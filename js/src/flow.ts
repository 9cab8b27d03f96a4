// Flow control (docs/reference/protocol.md, "Acks and flow control"): counts what was received and
// acknowledges frames.

import { maxAckDelay, windowBytes, windowFrames } from "./limits"
import type { LiveEvent } from "./queue"
import { send } from "./socket"

export let framesReceived = 0 // in this session
let bytesReceived = 0
let unacknowledgedFrames = 0
let ackTimer = 0

/** Starts to count the frames of a new session. */
export function resetFrames() {
	framesReceived = 0
}

export function countBytes(size: number) {
	bytesReceived += size
}

/** Counts a frame, and acknowledges frames now or soon. */
export function countFrame() {
	framesReceived++
	unacknowledgedFrames++
	if (unacknowledgedFrames >= windowFrames / 2) sendAck()
	else ackTimer ||= setTimeout(sendAck, maxAckDelay)
}

function sendAck() {
	send(["a", takeAcks()])
}

/**
 * Returns the number of frames to acknowledge. The caller sends it, or a message that implies it.
 */
export function takeAcks() {
	const count = unacknowledgedFrames
	clearTimeout(ackTimer)
	ackTimer = 0
	unacknowledgedFrames = 0
	return count
}

/** Records in event what was received before it. */
export function markSent(event: LiveEvent) {
	event.framesBefore = framesReceived
	event.bytesBefore = bytesReceived
}

/**
 * Reports whether the server's window may have been closed when it acknowledged event. Only then
 * can an acknowledgement come before the update that shows what the event did.
 */
export function mayPrecedeUpdate(event: LiveEvent) {
	const frames = framesReceived - event.framesBefore!
	const bytes = bytesReceived - event.bytesBefore!
	return frames >= windowFrames || bytes >= windowBytes
}
