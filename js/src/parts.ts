// Announces to screen readers that parts of the page, its nested and sticky views, have failed or work again.

import { createElement } from "./dom"
import { partDelay, partsBackDelay } from "./limits"
import { document } from "./native"
import { language, texts } from "./texts"

let region: HTMLElement
let timer = 0
let isAnnounced = false // that parts have failed

/** Adds the region to the page, without text: only a change is announced. */
export function createPartsRegion() {
	region = createElement("div", { id: "live-parts", role: "status", lang: language })
	Object.assign(region.style, { position: "fixed", clipPath: "inset(50%)" }) // hidden, but not for screen readers
	document.body.append(region)
}

/**
 * Announces soon that parts have failed, or later that all work again, unless that changes meanwhile: a part may
 * be back at once, or fail again at once.
 */
export function announceParts() {
	if (isAnnounced) clearTimeout(timer)
	else if (timer) return
	timer = setTimeout(() => {
		timer = 0
		const hasFailed = !!document.querySelector("[live-root].live-error,[live-sticky].live-error")
		if (hasFailed === isAnnounced) return
		isAnnounced = hasFailed
		region.textContent = hasFailed ? texts.partfailed! : texts.partsback!
	}, isAnnounced ? partsBackDelay : partDelay)
}
