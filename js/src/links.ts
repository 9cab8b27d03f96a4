// Links whose target keeps the view.

import { modifiersOf } from "./path"

/** Returns where a live-patch link leads. It is relative to the page, not to a base element. */
export const targetOf = (link: HTMLAnchorElement) => new URL(link.getAttribute("href")!, location.href)

/**
 * Reports whether the client handles a click on a live-patch link. The browser handles it with
 * modifier keys, for one.
 */
export function isPatchClick(link: HTMLAnchorElement, event: MouseEvent) {
	const isOwnWindow = link.target === "" || link.target === "_self"
	const isValid = !!link.origin
	return !modifiersOf(event)[0] && isOwnWindow && !link.hasAttribute("download") && isValid &&
		targetOf(link).origin === location.origin
}
