// Decides when a lost or closed WebSocket is opened again.

import { backoff } from "./backoff"
import { client } from "./client"
import { isOnOtherNode } from "./elsewhere"
import { inquire, noteFailure } from "./ending"
import {
	CloseCode, crashPeriod, idleTolerance, maxCrashes, minIdle, refusalInterval, refusalThreshold, stableAfter, steadyAttempts,
} from "./limits"

const crashTimes: number[] = []
let attempts = 0 // to reconnect
let lastIdle = 0 // how long the connection before had been idle when it was lost

/**
 * Returns the time to wait before the next attempt, or undefined if there shall be none. failedOpens is the number
 * of attempts in a row that have failed, lasted the time since the first message on the WebSocket, and idle the
 * time since the last one; they are 0 if there was none.
 */
export function reconnectDelay(
	code: number, reason: string, hadSecret: boolean, failedOpens: number, lasted: number, idle: number,
) {
	const now = performance.now()
	if (code < CloseCode.retry) recordIdle(idle)
	if (reason === "crashed" && isCrashLoop(now) || code === CloseCode.reload || code === CloseCode.stop) return
	noteFailure()
	if (lasted > stableAfter) attempts = 0
	if (failedOpens % refusalInterval === refusalThreshold) inquire()

	const isNext = hadSecret && /^(gone|identity)$/.test(reason) || reason === "token" // a join, which cannot fail for this reason
	if (isNext) return 0
	if (reason === "elsewhere") {
		const { page } = client
		if (!hadSecret && page.sessionNumber) return 0 // the join of another page, with its token
		if (!isOnOtherNode(page)) {
			client.forgetSession(page)
			return 0
		}
		attempts = Math.min(attempts, steadyAttempts)
	}
	if (reason === "busy") attempts = Math.max(attempts, steadyAttempts)
	return backoff(attempts++)
}

/** Records a crash of the view. It reports whether the view crashes in a loop: three times within a minute. */
function isCrashLoop(now: number) {
	crashTimes.push(now)
	const earlier = crashTimes.at(-maxCrashes) ?? -Infinity
	return now - earlier < crashPeriod
}

/**
 * Records that a connection was lost after it had been idle for that long. If the one before was lost after the
 * same time, the cause is probably a proxy, which cuts connections that are idle for less than the interval of
 * heartbeats. They become more frequent for as long as the document lives.
 */
function recordIdle(idle: number) {
	if (idle < minIdle) return
	const isRepeated = Math.abs(idle - lastIdle) < idleTolerance
	if (isRepeated) client.idleInterval = Math.max(minIdle, Math.min(client.idleInterval, idle / 2))
	lastIdle = idle
}
