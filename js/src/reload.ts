// Last-resort recovery: crash detection and reload, guarded against loops.

import { crashPeriod, maxCrashes, minReloadInterval } from "./limits"

const crashTimes: number[] = []

/**
 * Records a crash of the view. It reports whether the view crashes in a loop: three times within a
 * minute.
 */
export function isCrashLoop() {
	const now = performance.now()
	crashTimes.push(now)
	const earlier = crashTimes.at(-maxCrashes) ?? -Infinity
	return now - earlier < crashPeriod
}

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
