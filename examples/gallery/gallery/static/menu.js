// Shows the link of the current page, which may be far down in the menu.
const menu = document.querySelector("#menu")
const show = () => menu.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" })

show()
menu.addEventListener("toggle", show)

// The menu stays when another page is shown: it closes, and its view marks the link of that page.
liveSocket.hook("menu", {
	mounted() {
		this.arrived = () => {
			if (menu.matches(":popover-open")) menu.hidePopover()
			this.push.Arrived({ path: location.pathname })
		}
		addEventListener("live:navigate", this.arrived)
	},

	updated: show,

	destroyed() {
		removeEventListener("live:navigate", this.arrived)
	},
})
