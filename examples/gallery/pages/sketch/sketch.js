// The hook of the element with live-hook="wheel" sends what the user picks as the event sketch.Pick, and shows
// what the server pushes.
const paint = hue => document.querySelector("#swatch").style.setProperty("--hue", hue)

liveSocket.hook("wheel", {
	mounted() {
		this.el.addEventListener("change", e => {
			this.push.Pick({ hue: Number(e.target.value) })
		}, { signal: this.signal })
		this.handle("mixed", ({ hue }) => paint(hue))
	},
})
