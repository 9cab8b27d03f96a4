// Bindings: one listener on window for each kind of event, before anybody else's.

import { changed, wasReset } from "./changes"
import { leaving } from "./children"
import { blurred, compose, isControl } from "./controls"
import { debounce, flushWhere } from "./debounce"
import { decide, type DOMEvent } from "./dispatch"
import { thaw } from "./editable"
import { emit } from "./emit"
import { controlsOf, serialise } from "./forms"
import { load } from "./loading"
import { isElement } from "./mirror"
import { isOurs, visit } from "./navigation"
import { deaf } from "./root"

function on<E extends DOMEvent>(types: string, hear: (e: E, target: Element) => void) {
	for (const type of types.split(" ")) addEventListener(type, e => {
		const target = e.composedPath()[0] as Node
		if (!deaf && isElement(target)) hear(e as E, target)
	}, true)
}

// find returns the innermost element on the way of e that has the attribute and passes the test.
const find = (e: DOMEvent, name: string, test = (_: Element) => true) =>
	e.composedPath().find(n => isElement(n as Node) && (n as Element).hasAttribute(name) && test(n as Element)) as HTMLElement | undefined

const argument = (e: Element): Record<string, string> =>
	isControl(e) && e.type !== "password" && e.type !== "file" ? { value: e.value } : {}

export function bind() {
	on("click", (e: MouseEvent) => {
		const el = find(e, "live-click"), a = find(e, "live-patch")
		if (el) decide(e, el, "live-click", el.getAttribute("href") === "#", rest => emit(el, "live-click", rest))
		if (a instanceof HTMLAnchorElement && isOurs(a, e)) decide(e, a, "live-click", true, ({ done }) => {
			flushWhere()
			visit(a.href, done)
		})
	})

	on("submit", (e: SubmitEvent, form) => {
		if (!form.hasAttribute("live-submit")) return
		const button = e.submitter as HTMLButtonElement | null
		decide(e, form, "live-submit", true, rest => {
			flushWhere(p => (p.el as HTMLInputElement).form === form)
			emit(form, "live-submit", { form: serialise(form, "submit", button?.name ?? "", button), controls: controlsOf(form), ...rest })
		})
	})

	on("input change", changed)
	on("reset", wasReset)

	on("keydown", (e: KeyboardEvent, target) => {
		const el = find(e, "live-keydown", el => (el.getAttribute("live-key") ?? e.key).toLowerCase() === e.key?.toLowerCase())
		if (el && !e.isComposing) press(e, el, "live-keydown", target, { key: e.key })
	})

	on("focus", (e: FocusEvent, target) => {
		if (target.hasAttribute("live-focus")) press(e, target, "live-focus", target)
	})

	on("blur", (e: FocusEvent, target) => {
		flushWhere(p => p.el === target)
		if (isControl(target)) blurred(target)
		thaw(target)
		if (target.hasAttribute("live-blur")) press(e, target, "live-blur", target)
	})

	on("compositionstart", (_, target) => compose(target))
	on("compositionend", e => {
		compose(null)
		changed(e)
	})

	leaving.add(n => flushWhere(p => n.contains(p.el)))
}

// press sends an event that tells the value of the control it happened to.
function press(e: DOMEvent, el: Element, binding: string, target: Element, args = {}) {
	const wait = el.getAttribute("live-debounce")
	const send = (rest: object) => emit(el, binding, { controls: [target], ...rest }, { ...args, ...argument(target) })
	if (binding !== "live-keydown" || wait === null) decide(e, el, binding, false, send)
	else debounce(el, binding, wait, () => send({ done: load(el, binding + "-loading") }))
}
