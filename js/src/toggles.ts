// Popovers that stay open when an update replaces them, and live-toggle.

import { client } from "./client"
import { native } from "./native"
import { successorOf } from "./successor"

/** The popovers that are open, in the order in which they were opened. */
const popovers = new Set<HTMLElement>()

/** Whether an element is open, as the server knows. */
const known = new WeakMap<Element, boolean>()

/** Opens the popovers that updates have put in the place of open ones. */
export function updatePopovers() {
	for (const popover of popovers) {
		const isMoved = native(popover).isConnected
		if (isMoved && native(popover).matches(":popover-open")) continue
		popovers.delete(popover)
		const successor = isMoved ? popover : successorOf(popover) as HTMLElement | undefined
		if (!successor || !native(successor).popover) continue
		known.set(successor, known.get(popover)!)
		popovers.add(successor)
		native(successor).showPopover()
	}
}

export function bindToggles() {
	addEventListener("beforetoggle", ({ target }) => {
		popovers.delete(target as HTMLElement) // removal from the page has no event
	}, true)
	addEventListener("toggle", event => {
		const element = event.target as HTMLElement
		const isOpen = (event as ToggleEvent).newState === "open"
		if (native(element).popover && native(element).matches(":popover-open")) popovers.add(element)
		if (!native(element).hasAttribute("live-toggle")) return
		const isKnown = known.get(element) ?? !!client.mirrorOf(element)?.attrs.has("open")
		known.set(element, isOpen)
		if (isOpen !== isKnown) client.emit(element, "live-toggle", {}, { open: `${isOpen}` })
	}, true)
}
