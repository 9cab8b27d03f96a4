// live-window-focus and live-window-blur: whether the user is in this page.

import { document } from "./native"
import { takeNow } from "./take"

const isActive = () => document.hasFocus() && document.visibilityState === "visible"

let wasActive = isActive()

function update() {
	const isNowActive = isActive()
	if (isNowActive === wasActive) return
	wasActive = isNowActive
	const binding = isNowActive ? "live-window-focus" : "live-window-blur"
	document.querySelectorAll(`[${binding}]`).forEach(element => takeNow(element, binding))
}

for (const type of ["focus", "blur"]) {
	// The focus may move into a frame of the page, which then has it.
	addEventListener(type, event => event.target === window && setTimeout(update))
}
document.addEventListener("visibilitychange", update)
