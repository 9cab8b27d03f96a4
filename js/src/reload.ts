// Loads the page again, guarded against loops.

import { minReloadInterval } from "./limits"

/** When the page was last loaded again, by the client or the user. The user may have disabled storage. */
let lastReload = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.type === "reload"
	? performance.now() : -Infinity

/** Loads the page again. It reports false if that was done within the last 30 s. */
export function reload() {
	const now = performance.now()
	if (now - lastReload < minReloadInterval) return false
	lastReload = now
	location.reload()
	return true
}
