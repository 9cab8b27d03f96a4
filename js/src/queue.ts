// Events on their way: 64 unanswered at most, and 200 or 256 KB waiting for their turn or for the connection.

import { giveUp, report } from "./controls"
import { announce, begin, end } from "./status"

export type Form = [kind: "change" | "submit", data: string, unticked: string[], source: string]

export interface Event {
	el: Element // that has the binding
	binding?: string // name of the attribute; absent when the address changed
	value?: string | null // of the attribute, to know it again
	component: number
	url: string
	form?: Form
	controls?: Iterable<Element> // whose state it reports
	done?(): void // answered, or given up
	size?: number // bytes
	epoch?: number // from here on known when it is sent
	frames?: number // handled by then
	heard?: number // bytes, by then
}

export let waiting: Event[] = []
export const unanswered: Event[] = []

// replaceable says whether a later event of its kind makes e needless.
const replaceable = (e?: Event) => !e?.binding ? "patch" : e.form?.[0] === "change"

let send = () => {}

// onPush sets the function that sends waiting events. The session sets it: importing the session here would make a cycle.
export function onPush(sendWaiting: () => void) {
	send = sendWaiting
}

// push adds e to the waiting events and sends what may be sent.
export function push(e: Event) {
	enqueue(e)
	send()
}

function enqueue(e: Event) {
	const last = waiting.at(-1)
	if (last && last.el === e.el && replaceable(last) && replaceable(last) === replaceable(e)) finish(waiting.pop()!)
	e.size = new Blob([JSON.stringify([e.url, e.form])]).size + 64
	const bytes = waiting.reduce((n, e) => n + e.size!, e.size)
	if (e.size > 32_768) return fail(e, "refused", "too large")
	if (waiting.length >= 200 || bytes > 262_144) return fail(e, "refused", "too many")
	waiting.push(e)
	report(e.controls ?? [], e)
	begin(e)
}

// next takes the next event to be sent, if it may be.
export function next(): Event | undefined {
	const e = unanswered.length < 64 ? waiting.shift() : undefined
	if (e) unanswered.push(e)
	return e
}

export function finish(e: Event) {
	end(e)
	e.done?.()
}

export function fail(e: Event, outcome: string, why: string) {
	finish(e)
	giveUp(e)
	announce("error", { outcome, why, el: e.el })
}

// keep drops the waiting events that test refuses.
export function keep(test: (e: Event) => boolean) {
	const all = waiting
	waiting = all.filter(test)
	for (const e of all) if (!waiting.includes(e)) fail(e, "stale", "mounted anew")
}
