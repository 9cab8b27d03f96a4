// Effects (docs/reference/protocol.md, "Effects"): they run once, in order, after the updates of their frame.

import { navigate, setAddress } from "./address"
import { callUI } from "./calls"
import { takeSteps } from "./commands"
import { dispatchLiveEvent } from "./dom"
import { client, UI } from "./functions"
import { hooks } from "./hookcalls"
import { streams } from "./lazy"
import { callModule } from "./modules"
import { document, native } from "./native"
import type { LiveEvent } from "./queue"
import { reportFailure } from "./refusals"
import type { Session } from "./sessions"

export type Effect = [kind: string, ...args: any[]]

/**
 * Runs one effect. eventOf returns the event with a ref, if the frame acknowledges it. isExplained is true
 * if the frame has a flash message.
 */
export function runEffect(
	effect: Effect,
	eventOf: (ref: number) => LiveEvent | undefined,
	isExplained: boolean,
	session: Session,
) {
	const [kind, first, second, third] = effect
	// What follows rows may concern them, so it waits with them until the module is loaded.
	if (streams.calls![0] && kind !== "navigate") streams.calls!.push(() => runEffect(effect, eventOf, isExplained, session))
	else if (kind === "title") document.title = first
	else if (kind === "cookie") client.cookiesSent = new Promise<void>(done => callUI(UI.sendCookie, first, done))
	else if (kind === "flash") callUI(UI.showFlash, first, second, third, session.sessionID)
	else if (kind === "push") {
		if (hooks.isLoading) client.earlyPushes.push([first, second])
		dispatchLiveEvent(first, second)
	}
	else if (kind === "reply") dispatchLiveEvent("reply", second, settle(eventOf(first), second))
	else if (kind === "patch") setAddress(first, second)
	else if (kind === "navigate") {
		if (third) document.cookie = third // for the next page
		navigate(first, second)
	}
	else if (kind === "exec") takeSteps(null, "", first, { session, component: second, cause: eventOf(third) })
	else if (kind === "stream") callModule(streams, apply => apply(session, first, second, third))
	else if (kind === "out") reportFailure(second, third, eventOf(first), first, isExplained)
}

/** Passes reply to the hook that pushed event. It returns the element of event, or window if that is no longer in the page. */
function settle(event: LiveEvent | undefined, reply: unknown): EventTarget {
	event?.settle?.(reply)
	return event && native(event.element).isConnected ? event.element : window
}
