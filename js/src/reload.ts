// Last-resort recovery: crash detection and reload, guarded against loops.

import { currentPath } from "./dom"
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

/**
 * Loads the page again. It reports false if that was done for this URL within the last 30 s, or if
 * that is not known because the user has disabled storage.
 */
export function reload() {
	const storageKey = "live:" + currentPath()
	const now = Date.now()
	try {
		const lastReload = Number(sessionStorage.getItem(storageKey))
		if (Math.abs(now - lastReload) < minReloadInterval) return false // the clock may have been set back
		sessionStorage.setItem(storageKey, `${now}`)
	} catch {
		return false
	}
	location.reload()
	return true
}
