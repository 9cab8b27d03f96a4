// The running navigation. There is at most one.

import { client } from "./client"
import { awaitJoin } from "./joining"
import { putBack } from "./restore"
import type { Session } from "./sessions"

/** What has caused a navigation: a link or a command, the server, or Back and Forward. */
export type Kind = "link" | "server" | "history"

interface Navigation {
	kind: Kind
	controller: AbortController
	end(): void
}

let current: Navigation | undefined

/** Starts a navigation. end is called when it has ended. */
export const startVisit = (kind: Kind, end: () => void) =>
	current = { kind, controller: new AbortController(), end }

export const isRunning = (navigation: Navigation) => current === navigation

/** Ends a navigation, unless that is done. With a page, it has shown that. */
export function endVisit(navigation: Navigation, page?: Session) {
	if (!isRunning(navigation)) return
	current = undefined
	if (page) awaitJoin(page, navigation.end)
	else navigation.end()
}

/** Reports whether the address is that of a page that is not in view yet. */
export const isAddressAhead = () => current?.kind === "history"

/** Ends the running navigation, and puts the address back if that is wanted. */
export function cancelVisit(isPutBack = true) {
	const cancelled = current
	if (!cancelled) return
	endVisit(cancelled)
	cancelled.controller.abort()
	if (isPutBack || cancelled.kind !== "history") stay(cancelled.kind)
}

/** Lets the page continue after a navigation that does not happen. */
export function stay(kind: Kind) {
	if (kind === "history") putBack()
	if (kind === "server") client.send(client.page, ["wake"]) // the server ignores its events until then
}
