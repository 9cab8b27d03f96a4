// Whether an event goes to the server is decided one task after it happened, when page code has had its chance to call
// preventDefault.

import { componentOf } from "./emit"
import { load } from "./loading"
import type { Event } from "./queue"

export type DOMEvent = globalThis.Event

// decide runs send unless page code prevents it. held: the browser's own default must not happen in any case.
export function decide(e: DOMEvent, el: Element, binding: string, held: boolean, send: (rest: Partial<Event>) => void) {
	if (e.defaultPrevented || !confirmed(e, el)) return
	if (held) hold(e)
	const done = load(el, binding + "-loading"), component = componentOf(el)
	setTimeout(() => e.defaultPrevented ? done() : send({ done, component }))
}

function confirmed(e: DOMEvent, el: Element) {
	if (e.type !== "click" && e.type !== "submit") return true
	const question = (e as SubmitEvent).submitter?.getAttribute("live-confirm") ?? el.getAttribute("live-confirm")
	if (!question || confirm(question)) return true
	e.preventDefault()
	e.stopImmediatePropagation()
	return false
}

// hold prevents the default before page code hears of e, and lets page code believe that nobody has.
function hold(e: DOMEvent) {
	e.preventDefault()
	let prevented = false
	Object.defineProperties(e, {
		preventDefault: { value: () => { prevented = true } },
		defaultPrevented: { get: () => prevented },
	})
}
