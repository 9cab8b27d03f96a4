// The client dispatches these events on window. liveSocket.status is the new state.
for (const name of ["live:connected", "live:disconnected"]) {
	addEventListener(name, e => {
		const item = document.createElement("li")
		item.textContent = [name, liveSocket.status, e.detail.reason].filter(Boolean).join(", ")
		document.querySelector("#log").append(item)
	})
}

// A script may give up the connection, and connect again.
addEventListener("live:toggle", () => {
	if (liveSocket.isConnected()) liveSocket.disconnect()
	else liveSocket.connect()
})
