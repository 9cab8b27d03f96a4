// The hook shows GeoJSON of the view with Leaflet. Leaflet assigns constants to innerHTML, also when it is loaded:
// the default policy of Trusted Types allows these and nothing else.
const constants = ["<svg/>", '<v:shape adj="1"/>', '<span aria-hidden="true">+</span>', '<span aria-hidden="true">&#x2212;</span>']
window.trustedTypes?.createPolicy("default", { createHTML: html => constants.includes(html) ? html : null })
await import("/static/third-party/leaflet-1.9.4/leaflet.js")

liveSocket.hook("map", {
	mounted() {
		this.map = L.map(this.el, { crs: L.CRS.Simple, minZoom: 0, maxZoom: 4, attributionControl: false, zoomAnimation: false })
		this.layer = L.geoJSON(null, {
			style: ({ properties }) => ({ className: properties.visited ? "map-visited" : "map-area" }),
			onEachFeature: ({ properties: { name } }, layer) => {
				const text = document.createElement("span")
				text.textContent = name
				layer.bindTooltip(text, { permanent: true, direction: "center", className: "map-name" })
				layer.on("click", () => this.push.Visit({ name }))
			},
		}).addTo(this.map)
		this.draw()
		this.map.fitBounds(this.layer.getBounds())
	},

	updated() {
		this.draw()
	},

	destroyed() {
		this.map.remove()
	},

	draw() {
		this.layer.clearLayers()
		this.layer.addData(JSON.parse(this.el.dataset.areas))
	},
})
