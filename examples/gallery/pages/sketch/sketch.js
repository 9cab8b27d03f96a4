// The script sends what the user picks as the event sketch.Pick, and shows what the server pushes.
const wheel = document.querySelector("#wheel")
const paint = hue => document.querySelector("#swatch").style.setProperty("--hue", hue)

wheel.addEventListener("change", e => {
	liveSocket.pushEvent(wheel, "sketch.Pick", { hue: Number(e.target.value) })
})
addEventListener("live:mixed", e => paint(e.detail.hue))
paint(30)
