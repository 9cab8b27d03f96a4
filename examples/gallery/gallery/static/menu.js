// Shows the link of the current page, which may be far down in the menu.
const show = () => document.querySelector("#menu [aria-current]")?.scrollIntoView({ block: "nearest" })

show()
document.querySelector("#menu").addEventListener("toggle", show)
