// The address: links that keep the view, Back and Forward.

import { push } from "./queue"
import { beginPage, endPage, type Loading } from "./status"

const path = () => location.pathname + location.search
let here = path()

// follow changes the address; the view has seen it already.
export function follow(url: string, replace: boolean) {
	history[replace || new URL(url, location.href).href === location.href ? "replaceState" : "pushState"](null, "", url)
	here = path()
}

// visit changes the address and tells the view.
export function visit(url: string, done?: () => void) {
	follow(url, false)
	tell(done)
}

function tell(done?: () => void) {
	const loading: Loading = { kind: "patch", to: location.href }
	beginPage(loading)
	push({
		el: document.documentElement, component: 0, url: here, done() {
			done?.()
			endPage(loading)
			if (location.hash) location.replace(location.href) // which goes there
		},
	})
}

addEventListener("popstate", () => {
	if (here === path()) return // only the hash changed
	here = path()
	tell()
})

// isOurs says whether a click on a may stay with us, or is the browser's.
export const isOurs = (a: HTMLAnchorElement, e: MouseEvent) =>
	!e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey && /^(_self)?$/.test(a.target) && !a.hasAttribute("download") &&
	a.origin === location.origin
