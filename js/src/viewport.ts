// live-viewport-enter and live-viewport-leave.

import { client } from "./client"
import { document, native } from "./native"

/** Whether the user can see an element. */
const visible = new WeakMap<Element, boolean>()

/** The elements with live-viewport-once that the user has seen. */
const seen = new WeakSet<Element>()

const observer = new IntersectionObserver(entries => {
	for (const { target, isIntersecting } of entries) {
		if (!native(target).isConnected || !!visible.get(target) === isIntersecting) continue
		visible.set(target, isIntersecting)
		if (!isIntersecting) take(target, "live-viewport-leave")
		else if (!seen.has(target)) {
			if (native(target).hasAttribute("live-viewport-once")) seen.add(target)
			take(target, "live-viewport-enter")
		}
	}
})

function take(element: Element, binding: string) {
	if (native(element).hasAttribute(binding)) client.emit(element, binding, { isAutomatic: true })
}

/** Observes the elements that have appeared. */
export function observeViewport() {
	for (const element of document.querySelectorAll("[live-viewport-enter],[live-viewport-leave]")) observer.observe(element)
}
