import { baseDelay, maxDelay } from "./limits"

/**
 * Returns the milliseconds to wait before a retry: a random time below a limit that doubles with
 * each attempt, so that the clients of a server that went down do not all return at once.
 */
export const backoff = (attempt: number) => Math.random() * Math.min(maxDelay, baseDelay * 2 ** attempt)
