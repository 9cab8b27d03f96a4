// The running navigation. There is at most one.

import { putBack } from "./restore"

interface Navigation {
	isHistory: boolean
	controller: AbortController
	end(): void
}

let current: Navigation | undefined

/** Starts a navigation. end is called when it has ended. */
export const startVisit = (isHistory: boolean, end: () => void) =>
	current = { isHistory, controller: new AbortController(), end }

export const isRunning = (navigation: Navigation) => current === navigation

/** Ends a navigation, unless that is done. */
export function endVisit(navigation: Navigation) {
	if (!isRunning(navigation)) return
	current = undefined
	navigation.end()
}

/** Reports whether the address is that of a page that is not in view yet. */
export const isAddressAhead = () => !!current?.isHistory

/** Ends the running navigation, and puts the address back if that is wanted. */
export function cancelVisit(isPutBack = true) {
	const cancelled = current
	if (!cancelled) return
	endVisit(cancelled)
	cancelled.controller.abort()
	if (cancelled.isHistory && isPutBack) putBack()
}
