import { baseDelay, maxDelay, steadyAttempts } from "./limits"

/**
 * Returns the milliseconds to wait before a retry. The first wait is short. The next ones are about
 * as long as a restart of the server may delay the user, then they grow. All are random, so that the
 * clients of a server that went down do not all return at once.
 */
export function backoff(attempt: number) {
	const limit = Math.min(maxDelay, baseDelay * 2 ** Math.max(0, attempt - steadyAttempts))
	const least = attempt && limit / 2
	return least + Math.random() * limit / 2
}
