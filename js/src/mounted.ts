// live-mounted, live-connected and live-disconnected.

import { client } from "./client"
import { forgetEdges } from "./lists"
import { document } from "./native"
import type { Session } from "./sessions"

/** The elements whose live-mounted was taken. */
const mounted = new WeakSet<Element>()

/** Takes live-mounted of the elements that have appeared, once their session has joined. */
export function takeMounted() {
	for (const element of document.querySelectorAll("[live-mounted]")) {
		if (mounted.has(element) || !client.placeOf(element).session.isReady) continue
		mounted.add(element)
		client.emit(element, "live-mounted", { isAutomatic: true })
	}
}

/** Whether live-connected, and not live-disconnected, was taken last in each session. */
const online = new WeakMap<Session, boolean>()

/** Takes live-connected of the sessions that may send events now, and live-disconnected of those whose view has ended. */
export function takeConnected() {
	for (const session of client.sessions) {
		if (session.isReady ? !online.get(session) : online.get(session) && hasEnded(session)) take(session, !!session.isReady)
	}
}

/** Reports whether the view of session, or one around it, has ended. The page itself then loses its connection. */
const hasEnded = ({ parentSession, unmark }: Session): boolean => !!unmark || !!parentSession && hasEnded(parentSession)

function take(session: Session, isOnline: boolean) {
	online.set(session, isOnline)
	if (isOnline) forgetEdges(session)
	const binding = isOnline ? "live-connected" : "live-disconnected"
	for (const element of document.querySelectorAll(`[${binding}]`)) {
		if (client.placeOf(element).session === session) client.emit(element, binding, { isAutomatic: true })
	}
}

/** Takes live-connected and live-disconnected from now on. */
export function listenToConnection() {
	addEventListener("live:connected", takeConnected)
	addEventListener("live:disconnected", () => {
		for (const session of client.sessions) {
			if (online.get(session) !== false) take(session, false) // also if the first attempt to connect fails
		}
	})
	takeConnected()
}
