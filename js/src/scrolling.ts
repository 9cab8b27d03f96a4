// Scrolls while the user drags something to an edge of what can be seen.

import { document, native } from "./native"

/** The size of an edge in pixels, and how far a frame scrolls there. */
const edge = 40
const step = 8

/** Returns the element that scrolls what is around element. */
function scrollerOf(element: Element) {
	for (let each: Element | null = element; each && each !== document.body; each = native(each).parentElement) {
		const isScrollable = /auto|scroll/.test(getComputedStyle(each).overflowY)
		if (isScrollable && native(each).scrollHeight > native(each).clientHeight) return each
	}
	return document.scrollingElement!
}

/** Scrolls what is around element, if the point is at the edge of that and element continues there. It reports whether something has moved. */
export function scrollAtEdge(element: Element, y: number) {
	const scroller = scrollerOf(element)
	const isPage = scroller === document.scrollingElement
	const { top, bottom } = isPage ? { top: 0, bottom: innerHeight } : native(scroller).getBoundingClientRect()
	const { scrollTop } = native(scroller)
	const box = native(element).getBoundingClientRect()
	const by = y < top + edge && box.top < top ? -step : y > bottom - edge && box.bottom > bottom ? step : 0
	if (by) native(scroller).scrollTo({ top: scrollTop + by, behavior: "instant" })
	return native(scroller).scrollTop !== scrollTop
}
