// Effects happen once and in order, after the pictures of their frame.

import { follow } from "./navigation"
import type { Event } from "./queue"
import { announce, make } from "./status"

// run runs one effect. event finds the event that a ref of this frame names.
export function run([kind, a, b, c]: [string, ...any[]], event: (ref: number) => Event | undefined) {
	if (kind === "title") document.title = a
	else if (kind === "flash") flash(a, b)
	else if (kind === "push") announce(a, b)
	else if (kind === "reply") announce("reply", b, target(event(a)))
	else if (kind === "patch") follow(a, b)
	else if (kind === "navigate") navigate(a)
	else if (kind === "out") announce("error", { ref: a, outcome: b, why: c, el: event(a)?.el })
}

const target = (e?: Event): EventTarget => e?.el.isConnected ? e.el : window

function flash(kind: string, text: string) {
	const region = document.getElementById("live-flash"), name = "live-flash-" + kind
	region?.querySelector("." + name)?.remove()
	if (text) region?.append(make("p", { className: name, textContent: text }))
}

function navigate(to: string) {
	const url = new URL(to, location.href)
	if (/^https?:$/.test(url.protocol)) location.assign(url)
}
