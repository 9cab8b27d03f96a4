// The last steps of the ladder, each with a guard against going round in circles.

const crashes: number[] = []

// crashed notes that the view crashed, and says whether it did three times within a minute.
export function crashed() {
	const now = Date.now()
	crashes.push(now)
	return now - crashes.at(-3)! < 60_000
}

// reload loads the page again once the server answers; at most once in 30 s for one URL.
export async function reload() {
	const name = "live:" + location.pathname + location.search
	if (Date.now() - Number(sessionStorage.getItem(name)) < 30_000) throw Error("live: reloaded just now")
	for (let n = 0; ; n++) {
		await new Promise(done => setTimeout(done, Math.random() * Math.min(15_000, 500 * 2 ** n)))
		const { status } = await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" }).catch(() => ({ status: 500 }))
		if (status < 500) break
	}
	sessionStorage.setItem(name, `${Date.now()}`)
	location.reload()
}
