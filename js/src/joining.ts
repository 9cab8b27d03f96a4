// Loading ends when the page that is shown has joined: until then it waits for the server.

import { client } from "./client"
import type { Session } from "./sessions"

/** What is loading, by the session that is awaited. */
const loading = new Map<Session, () => void>()

/** Calls end when session has joined, or will not do so. */
export function awaitJoin(session: Session, end: () => void) {
	loading.set(session, end)
	checkJoins()
}

/** Is called when a session may send events or has ended. */
export function checkJoins() {
	for (const [session, end] of loading) {
		if (!session.isReady && !session.isAsleep && !session.hasEnded && client.isConnected()) continue
		loading.delete(session)
		end()
	}
}

addEventListener("live:disconnected", checkJoins) // the client shows that it connects
