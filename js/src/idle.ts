// How long a connection may be idle. A proxy may cut one that is idle for less than the interval of
// heartbeats, which are then sent more often.

import { idleTolerance, heartbeatInterval, minIdle } from "./limits"

/** The time without a message after which a heartbeat is due. */
export let idleInterval = heartbeatInterval

let lastIdle = 0 // how long the connection before had been idle when it was lost

/**
 * Records that a connection was lost after it had been idle for that long. If the one before was
 * lost after the same time, the cause is probably a proxy, and heartbeats become more frequent for
 * as long as the document lives.
 */
export function recordIdle(idle: number) {
	if (idle < minIdle) return
	const isRepeated = Math.abs(idle - lastIdle) < idleTolerance
	if (isRepeated) idleInterval = Math.max(minIdle, Math.min(idleInterval, idle / 2))
	lastIdle = idle
}
