// Opens a sticky view again whose session has ended.

import { client } from "./client"
import { crashPeriod, maxDoublings, stickyRetryDelay } from "./limits"
import type { Session } from "./sessions"

/** Opens a sticky view again: at once, or later if its last sessions ended soon or the server is busy. */
export function reopen(session: Session, isBusy: boolean) {
	const now = performance.now()
	const { retries = 0, retryAt = 0 } = session
	const attempt = now - retryAt > crashPeriod ? 0 : retries
	const delay = attempt || isBusy ? (1 + Math.random()) * stickyRetryDelay * 2 ** Math.min(attempt, maxDoublings) : 0
	session.retries = attempt + 1
	session.retryAt = now + delay
	setTimeout(() => {
		if (client.isConnected() && session.sessionNumber === undefined) client.openNext(session)
	}, delay)
}
