// Last-resort recovery: crash detection and reload, guarded against loops.

import { backoff } from "./backoff"
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

const enum Status {
	redirect = 0, // a redirect that is not followed shows no status
	unreachable = 500,
}

/** Requests the head of this page from the server and returns the status of the response. */
function fetchStatus() {
	const response = fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" })
	return response.then(({ status }) => status, () => Status.unreachable)
}

/**
 * Reports whether this URL would no longer serve the page, for example because the user was logged
 * out.
 */
export async function isRefused() {
	const status = await fetchStatus()
	return [Status.redirect, 401, 403, 404, 410].includes(status)
}

/** Reloads the page once the server responds, but not twice within 30 s for one URL. */
export async function reload() {
	const storageKey = "live:" + currentPath()
	const lastReload = Number(sessionStorage.getItem(storageKey))
	if (Math.abs(Date.now() - lastReload) < minReloadInterval) return // the clock may have been set back

	let attempt = 0
	let status
	do {
		const delay = backoff(attempt++)
		await new Promise(resolve => setTimeout(resolve, delay))
		status = await fetchStatus()
	} while (status >= 500)

	sessionStorage.setItem(storageKey, `${Date.now()}`)
	location.reload()
}
