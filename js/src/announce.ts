// Announces texts to screen readers.

import { createElement } from "./dom"
import { document, native } from "./native"

const regionID = "live-announcement"

/** Lets screen readers read text aloud, in the language of the page or another one. */
export function announce(text: string, language = document.documentElement.lang) {
	let region = document.getElementById(regionID)
	if (!region) {
		region = createElement("div", { id: regionID, role: "status" }) as HTMLElement
		region.style.cssText = "position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
		native(document.body).append(region)
	}
	region.lang = language
	region.textContent = ""
	setTimeout(() => region.textContent = text) // the region was there before, and is empty
}
