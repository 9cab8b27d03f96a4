// live-lazy: nested views that the server mounts when the user can see their roots.

import { client } from "./client"
import { document, native } from "./native"
import type { Session } from "./sessions"

const numberOf = (root: Element) => Number(native(root).getAttribute("live-root"))

const observer = new IntersectionObserver(entries => {
	for (const { isIntersecting, target } of entries) {
		if (!isIntersecting) continue
		observer.unobserve(target)
		const { session } = client.placeOf(target)
		const number = numberOf(target)
		if (!session.isReady || session.shownRoots.has(number)) continue
		session.shownRoots.add(number)
		if (!sessionIn(target)?.sessionNumber) client.send(session, ["show", number])
	}
})

/** Returns the session whose root is root, if there is one. */
function sessionIn(root: Element): Session | undefined {
	return client.sessions.find(session => client.rootOf(session) === root)
}

/** Waits until the user can see the lazy views that the server has not been asked for. */
export function observeLazy() {
	for (const root of document.querySelectorAll("[live-root][live-lazy]")) {
		if (!client.placeOf(root).session.shownRoots.has(numberOf(root))) observer.observe(root)
	}
}
