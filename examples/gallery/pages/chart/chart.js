// A custom element draws bars, and draws them again when the server changes its attribute.
class Chart extends HTMLElement {
	static observedAttributes = ["data-values"]

	connectedCallback() {
		this.draw()
	}

	attributeChangedCallback() {
		if (this.isConnected) this.draw()
	}

	draw() {
		const values = this.dataset.values.match(/\d+/g).map(Number)
		const svg = (name, attributes) => {
			const e = document.createElementNS("http://www.w3.org/2000/svg", name)
			for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value)
			return e
		}
		const top = Math.max(...values)
		const drawing = svg("svg", { viewBox: "0 0 " + values.length * 20 + " 60", "aria-hidden": "true" })
		values.forEach((value, i) => {
			const height = 60 * value / top
			drawing.append(svg("rect", { x: i * 20 + 2, y: 60 - height, width: 16, height, rx: 2 }))
		})
		this.replaceChildren(drawing)
	}
}

customElements.define("gallery-chart", Chart)
