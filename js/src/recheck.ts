// Rechecks (docs/reference/protocol.md, "Who may end a page"): asks over HTTP whether the server would
// serve this page, without loading it.

import { backoff } from "./backoff"
import { client } from "./client"
import { checkInterval, confirmTime, recheckTimeout, unreachable } from "./limits"
import type { Session } from "./sessions"

/** What the responses so far say about the page. */
export interface Finding {
	/**
	 * Served: the server would serve the page. Refused: it would not. Overdue: a proxy has responded in
	 * place of the server for as long as the server keeps the session.
	 */
	state: "served" | "refused" | "overdue" | "unknown"
	/** Whether the last response asks the user to log in. */
	needsLogin: boolean
	/** Proves to the session for whom the page would be served. */
	seal?: string | null
}

/** The nonces of the rechecks without a reply. */
const nonces = new Map<Session, string>()

let lastStatus: number | undefined // of the last recheck since the WebSocket was opened
let equalSince = 0 // time of the first recheck with that status in a row

/** Sends a recheck and returns what the responses so far say. */
export async function check(session?: Session, nonce = "?"): Promise<Finding> {
	let status: number = unreachable
	let isOwn = false
	let seal: string | null | undefined
	try {
		const response = await fetch(location.origin + (session ?? client.page).viewURL, { // location.href may contain credentials
			headers: { "Live-Recheck": nonce },
			redirect: "manual", // the status is 0
			cache: "no-store",
			signal: AbortSignal.timeout(recheckTimeout),
		})
		response.body?.cancel()
		const ownStatus = response.headers.get("Live-Status")
		isOwn = !!ownStatus
		status = Number(ownStatus ?? response.status)
		seal = response.headers.get("Live-Recheck")
	} catch { } // the server is not reached
	const now = performance.now()
	if (status !== lastStatus) equalSince = now
	lastStatus = status
	const needsLogin = status === 401 || status < 400 && status >= 300 || !status
	const isGone = [403, 404, 410].includes(status)
	const wait = needsLogin ? confirmTime : client.resumeTimeout

	let state: Finding["state"] = "unknown"
	if (seal) state = "served"
	else if (isOwn ? status !== 429 && status < 500 : now - equalSince >= wait && status !== unreachable) {
		state = isOwn || needsLogin || isGone ? "refused" : "overdue"
	}
	return { state, needsLogin, seal }
}

/** Replies to a recheck of the session, once it is known whether the page would be served. */
export async function answerRecheck(session: Session, nonce: string) {
	lastStatus = undefined
	nonces.set(session, nonce)
	for (let attempt = 0; ; attempt++) {
		const { seal, state } = await check(session, nonce)
		if (!session.isReady || nonces.get(session) !== nonce) return
		if (state === "served" || state === "refused") {
			client.send(session, ["recheck", seal ?? ""])
			nonces.delete(session)
			return
		}
		await nextCheck(attempt)
	}
}

/**
 * Voids rechecks: replies belong to the connection on which they were received. What earlier responses
 * said no longer counts.
 */
export function cancelRechecks() {
	nonces.clear()
	lastStatus = undefined
}

/** Waits until it is time for another recheck. */
export const nextCheck = (attempt: number) =>
	new Promise(resolve => setTimeout(resolve, checkInterval + backoff(attempt)))
