// live-change: what happens to controls, on input and on change, said once.

import { edited, forget, isComposing, isControl, read, type Control } from "./controls"
import { debounce, flushWhere } from "./debounce"
import { decide, type DOMEvent } from "./dispatch"
import { emit } from "./emit"
import { controlsOf, serialise } from "./forms"
import { load } from "./loading"
import { isElement } from "./mirror"
import type { Event } from "./queue"

// told keeps what the last input event said, so that the change event that repeats it is not sent.
const told = new WeakMap<Element, string | undefined>()

// changeOf finds the element whose live-change hears of e.
export function changeOf(e: Element): Element | null {
	return e.closest("[live-change]") ?? (e as Control).form?.closest("[live-change]") ?? null
}

// sendChange sends the state of what bound stands for; source is the name of the control that changed.
export function sendChange(bound: Element, source: string, rest: Partial<Event> = {}) {
	emit(bound, "live-change", { form: serialise(bound, "change", source), controls: controlsOf(bound), ...rest })
}

// changed hears input, change and the end of a composition.
export function changed(e: DOMEvent) {
	const el = e.composedPath()[0] as Control
	if (isControl(el)) {
		const state = `${read(el)}`, again = e.type === "change" && told.get(el) === state
		told.set(el, again ? undefined : state)
		if (again) return flushWhere(p => p.el === el)
		edited(el)
		if (isComposing(el)) return
	}
	const bound = isElement(el) && changeOf(el)
	if (!bound) return
	const wait = el.getAttribute("live-debounce") ?? bound.getAttribute("live-debounce")
	const send = (rest?: Partial<Event>) => sendChange(bound, el.name ?? "", rest)
	if (wait === null) decide(e, bound, "live-change", false, send)
	else debounce(el, "live-change", wait, () => send({ done: load(bound, "live-change-loading") }))
}

// wasReset hears that a form went back to its defaults, which are the server's.
export function wasReset(e: DOMEvent) {
	const form = e.target as HTMLFormElement
	setTimeout(() => {
		if (e.defaultPrevented) return
		for (const c of controlsOf(form)) forget(c)
		const bound = changeOf(form)
		if (bound) sendChange(bound, "")
	})
}
