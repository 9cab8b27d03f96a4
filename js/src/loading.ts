// Loading classes such as live-click-loading: an element has one from an interaction until the
// server has acknowledged the event.

import { native } from "./native"

const countsByElement = new WeakMap<Element, Map<string, number>>()

/**
 * Adds a class to element and returns a function that removes it, unless other events still need
 * the class.
 */
export function addLoadingClass(element: Element, className: string): () => void {
	const counts = countsByElement.get(element) ?? new Map<string, number>()
	countsByElement.set(element, counts)

	const addToCount = (n: number) => {
		const count = (counts.get(className) ?? 0) + n
		counts.set(className, count)
		const classes = native(element).classList
		classes.toggle(className, count > 0)
		if (!classes.length) native(element).removeAttribute("class")
	}
	addToCount(1)
	return () => addToCount(-1)
}
