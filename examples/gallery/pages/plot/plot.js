// The hook draws with uPlot, which the layout loads before this script.
liveSocket.hook("plot", {
	async mounted() {
		const { signal } = this
		this.values = []
		const style = getComputedStyle(this.el)
		const axis = { stroke: () => style.outlineColor, grid: { stroke: () => style.borderTopColor }, ticks: { show: false } }
		this.plot = new uPlot({
			width: this.el.clientWidth,
			height: 240,
			legend: { show: false },
			cursor: { show: false },
			axes: [axis, axis],
			series: [{}, { stroke: () => style.color, width: 2, points: { show: false } }],
		}, [[], []], this.el)

		const resize = new ResizeObserver(() => this.plot.setSize({ width: this.el.clientWidth, height: 240 }))
		resize.observe(this.el)
		signal.addEventListener("abort", () => resize.disconnect())
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw(), { signal })

		this.handle("temperature", value => {
			this.values = [...this.values, value].slice(-120)
			this.draw()
		})
		await this.load()
	},

	// The server pushes nothing while the connection is lost.
	reconnected() {
		this.load()
	},

	async load() {
		this.values = await this.push.Load()
		this.draw()
	},

	updated() {
		this.draw()
	},

	destroyed() {
		this.plot.destroy()
	},

	draw() {
		const inUnit = ({ celsius }) => this.el.dataset.unit === "°F" ? celsius * 1.8 + 32 : celsius
		this.plot.setData([this.values.map(value => value.time), this.values.map(inUnit)])
	},
})
