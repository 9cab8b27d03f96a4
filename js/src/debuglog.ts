// The log of messages in the console.

/** Names of values that allow their owner to use the session. */
const secretNames = ["session", "token", "secret", "tag"]

/** Writes a message without secrets. took is the time in ms in which the client has handled it. */
export function logMessage(what: "sent" | "received", data: string, took?: number) {
	const { size } = new Blob([data])
	const handled = took === undefined ? "" : `, handled in ${took.toFixed(1)} ms`
	console.log(`live: ${what} ${size} B${handled}`, parse(data))
}

function parse(data: string): unknown {
	try {
		return JSON.parse(data, (name, value) => secretNames.includes(name) && typeof value === "string" ? "…" : value)
	} catch {
		return data
	}
}

/** Writes that a WebSocket was opened or closed. */
export function logState(type: string, { code, reason }: Partial<CloseEvent>) {
	console.log(type === "open" ? "live: WebSocket opened" : `live: WebSocket closed (${code} ${reason})`)
}
