// A script of an application, which make lint checks against live.d.ts.

/// <reference path="../../live.d.ts" />

interface ChartEvents extends LiveEvents {
	Moved: { args: { x: number }; reply: { label: string } }
	Zoomed: {}
}

const chart: LiveHook<ChartEvents, HTMLElement, { draw(values: number[]): void }> = {
	async mounted() {
		const { label } = await this.push.Moved({ x: 1 })
		this.el.title = label
		const stop = this.handle<number[]>("points", values => this.draw(values))
		this.signal.addEventListener("abort", stop)
		// @ts-expect-error: x is a number
		void this.push.Moved({ x: "1" })
	},
	updated() {
		this.push.Zoomed().catch((err: LivePushError) => console.warn(err.outcome))
	},
	draw(values) {
		this.el.textContent = values.join(" ")
	},
}

liveSocket.hook("chart", chart)
liveSocket.hook("copy", {
	mounted() {
		this.el.addEventListener("click", () => this.copy(), { signal: this.signal })
	},
	copy() {
		void this.push.Copied({ at: new Date() })
	},
})
liveSocket.hook("editor", class {
	count = 0
	mounted() {
		this.count++
	}
})
// @ts-expect-error: mounted is a function
liveSocket.hook("wrong", { mounted: 1 })
addEventListener("live:error", event => console.log(event.detail.outcome, event.detail.el))
