// Cookies that a view sets (docs/reference/protocol.md, "Cookies"): only a response can.

import { moduleScript } from "./client"
import { baseDelay, cookieAttempts } from "./limits"

/** Settles when the cookies before are stored: those of the same name are set in order. */
let earlier: Promise<unknown> = Promise.resolve()

/** Asks the server for the cookie that sealed describes, and calls done when it is stored or cannot be. */
export function sendCookie(sealed: string, done: () => void) {
	earlier = earlier.then(() => request(sealed)).then(done)
}

async function request(sealed: string) {
	for (let n = 0; n < cookieAttempts; n++) {
		if (n) await new Promise(resolve => setTimeout(resolve, baseDelay))
		try {
			const url = moduleScript.src.replace(".ui.js", ".cookie")
			const { ok, status } = await fetch(url, { method: "POST", body: sealed, keepalive: true })
			if (ok) return
			if (status < 500) break
		} catch { } // the server is not reached
	}
	console.error("live: a cookie was not set")
}
