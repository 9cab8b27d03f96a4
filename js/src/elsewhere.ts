// Decides how long the client tries to reach the node of a session: another connection may.

import { client } from "./client"
import { elsewhereTimeout } from "./limits"
import type { Session } from "./sessions"

/** When another node replied first, by the secret of the session. Each resume changes the secret. */
const since = new Map<string | undefined, number>()

/** Whether the page has joined on this connection, and not resumed its session. */
let hasJoined = false

/** Records how the page is connected. */
export function recordConnection(how: string) {
	hasJoined = how === "joined"
}

/**
 * Reports whether to try again to reach the node of session. It is called when the reply to a resume is that the
 * session belongs to another node. The time counts for all sessions, because they were on the same node.
 */
export function isOnOtherNode(session: Session) {
	const { sessions, send, forgetSession } = client
	const now = performance.now()
	for (const { secret } of sessions) {
		if (!since.has(secret)) since.set(secret, now)
	}
	if (now - since.get(session.secret)! >= elsewhereTimeout) return false
	const { page } = client
	if (session === page || !hasJoined) return true
	// The page has just joined this node. Without it, no connection reaches the other one.
	if (sessions.some(each => each.isReady && (each.lastRef || each.framesReceived || each.unacknowledged[0]))) return false
	send(page, ["bye"])
	forgetSession(page)
	return true
}
