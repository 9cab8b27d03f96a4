// The last steps of the ladder, each with a guard against going round in circles.

import { jitter } from "./backoff"

const crashes: number[] = []

// crashed notes that the view crashed, and says whether it did three times within a minute.
export function crashed() {
	const now = Date.now()
	crashes.push(now)
	return now - crashes.at(-3)! < 60_000
}

// ask asks the server for this page and returns the status: 0 for a redirect, 500 also for no answer.
const ask = () => fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" }).then(r => r.status, () => 500)

// isRefused says whether there would be another page at this address: for one, because the person was logged out.
export const isRefused = async () => /^(0|40[134]|410)$/.test(`${await ask()}`)

// reload loads the page again once the server answers; at most once in 30 s for one URL.
export async function reload() {
	const name = "live:" + location.pathname + location.search
	if (Date.now() - Number(sessionStorage.getItem(name)) < 30_000) return
	for (let n = 0, status = 500; status >= 500; n++) {
		await new Promise(done => setTimeout(done, jitter(n)))
		status = await ask()
	}
	sessionStorage.setItem(name, `${Date.now()}`)
	location.reload()
}
