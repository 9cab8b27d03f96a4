// Popovers that stay open when an update replaces them, and live-toggle.

import { client } from "./client"
import { isRaising } from "./modals"
import { native } from "./native"
import { focusedOr, forgetOpener, hadFocus, isLeaving, keepFocus, moveOpener, rememberOpener, returnFocus } from "./refocus"
import { successorOf } from "./successor"

/** The popovers that are open, in the order in which they were opened. */
const popovers = new Set<HTMLElement>()

/** Whether an element is open, as the server knows. */
const known = new WeakMap<Element, boolean>()

/** Those that have the focus and are about to be closed. */
const closing = new WeakSet<Element>()

/** True while a popover is opened that was open before. */
let isReopening = false

/** Opens the popovers that updates have put in the place of open ones. */
export function updatePopovers() {
	for (const popover of popovers) {
		const isPresent = native(popover).isConnected
		if (isPresent && native(popover).matches(":popover-open") && !isLeaving(popover)) continue
		popovers.delete(popover)
		const successor = isPresent ? popover : successorOf(popover) as HTMLElement | undefined
		if (!successor || !native(successor).popover || isLeaving(successor)) {
			if (hadFocus(popover)) returnFocus(popover)
			continue
		}
		known.set(successor, known.get(popover)!)
		popovers.add(successor)
		if (successor !== popover) moveOpener(popover, successor)
		isReopening = true
		native(successor).showPopover()
		isReopening = false
		keepFocus(popover)
	}
}

export function bindToggles() {
	addEventListener("beforetoggle", event => {
		const element = event.target as HTMLElement
		if (!native(element).popover) return
		if ((event as ToggleEvent).newState === "open") {
			if (!isReopening) rememberOpener(element, focusedOr(event))
			return
		}
		if (isRaising) return // it is opened again
		popovers.delete(element) // removal from the page has no event
		if (hadFocus(element)) closing.add(element)
	}, true)
	addEventListener("toggle", event => {
		const element = event.target as HTMLElement
		const isOpen = (event as ToggleEvent).newState === "open"
		if (native(element).popover) {
			if (native(element).matches(":popover-open")) popovers.add(element)
			else if (closing.delete(element)) returnFocus(element)
			else forgetOpener(element)
		}
		if (!native(element).hasAttribute("live-toggle")) return
		const isKnown = known.get(element) ?? !!client.mirrorOf(element)?.attrs.has("open")
		known.set(element, isOpen)
		if (isOpen !== isKnown) client.emit(element, "live-toggle", {}, { open: `${isOpen}` })
	}, true)
}
