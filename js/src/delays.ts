// Delays of messages in one direction, as of a slow network.

/** The round trip time in ms, up to how many ms it is longer, and the part of the messages that are lost once. */
export type Latency = [latency: number, jitter: number, loss: number]

/** The least time in ms until the system sends again what was lost. It doubles with each loss of the same message. */
const retransmissionTimeout = 200

export class Delays {
	#waiting: (() => void)[] = []
	#lastDue = 0

	/** The function returns the latency of the next message, if one is simulated. */
	constructor(private latency: () => Latency | undefined) { }

	/** Calls action later, after those before it, or at once if nothing is simulated. */
	delay(action: () => void) {
		const now = performance.now()
		this.#lastDue = Math.max(this.#lastDue, now + this.#next())
		if (this.#lastDue <= now && !this.#waiting[0]) return action()
		this.#waiting.push(action)
		setTimeout(() => this.#waiting.shift()?.(), this.#lastDue - now) // each takes the first one, so that the order is kept
	}

	/** Calls at once what waits. */
	flush() {
		this.#waiting.splice(0).forEach(action => action())
	}

	#next() {
		const [latency, jitter, loss] = this.latency() ?? [0, 0, 0]
		let delay = (latency + jitter * Math.random()) / 2
		for (let wait = Math.max(retransmissionTimeout, latency); Math.random() < loss; wait *= 2) delay += wait
		return delay
	}
}
