// Bindings: one capturing listener on window per event type, so that the client handles an event
// before the listeners of the page do.

import { handleChange, handleReset } from "./changes"
import { removalListeners } from "./children"
import { isControl } from "./control"
import { endEditOnBlur, setComposing } from "./controls"
import { flushAll, flushWhere } from "./debounce"
import { dispatch, dispatchDelayed } from "./dispatch"
import { isElement } from "./dom"
import { unfreeze } from "./editable"
import { emit } from "./emit"
import { controlsOf, serialize } from "./forms"
import { followLink, isPatchClick } from "./navigation"
import type { LiveEvent } from "./queue"
import { isPatching } from "./root"

/** Registers all listeners. */
export function bind() {
	listen("click", handleClick)
	listen("submit", handleSubmit)
	listen("input", handleChange)
	listen("change", handleChange)
	listen("reset", handleReset)
	listen("keydown", handleKeydown)
	listen("focus", (event, target) => dispatchWithValue(event, target, "live-focus"))
	listen("blur", handleBlur)
	listen("compositionstart", (_, target) => setComposing(target))
	listen("compositionend", event => {
		setComposing(null)
		handleChange(event)
	})
	removalListeners.push(dom => flushWhere(delayed => dom.contains(delayed.element)))
}

/** Calls handle with each event of type and its innermost target, in shadow trees too. */
function listen<E extends Event>(type: string, handle: (event: E, target: Element) => void) {
	addEventListener(type, event => {
		const target = event.composedPath()[0] as Node
		if (!isPatching && isElement(target)) handle(event as E, target)
	}, true)
}

function handleClick(event: MouseEvent) {
	const clicked = findBound(event, "live-click")
	const link = findBound(event, "live-patch")
	if (clicked) {
		const isPlaceholderLink = clicked.getAttribute("href") === "#"
		dispatch(event, clicked, "live-click", isPlaceholderLink, fields => emit(clicked, "live-click", fields))
	}
	if (link instanceof HTMLAnchorElement && isPatchClick(link, event)) {
		dispatch(event, link, "live-click", true, ({ done }) => {
			flushAll()
			followLink(link, done)
		})
	}
}

function handleSubmit(event: SubmitEvent, form: Element) {
	if (!form.hasAttribute("live-submit")) return
	const submitter = event.submitter as HTMLButtonElement | null
	dispatch(event, form, "live-submit", true, fields => {
		flushWhere(delayed => (delayed.element as HTMLInputElement).form === form)
		const data = serialize(form, "submit", submitter?.name ?? "", submitter)
		emit(form, "live-submit", { form: data, controls: controlsOf(form), ...fields })
	})
}

function handleKeydown(event: KeyboardEvent, target: Element) {
	const key = event.key?.toLowerCase() // a browser that fills in a form may send an event without a key
	const element = findBound(event, "live-keydown", candidate => {
		const wantedKey = candidate.getAttribute("live-key") ?? event.key
		return wantedKey.toLowerCase() === key
	})
	if (!element || event.isComposing) return
	const delay = element.getAttribute("live-debounce")
	const send = (fields: Partial<LiveEvent>) => {
		emitWithValue(element, "live-keydown", target, fields, { key: event.key })
	}
	dispatchDelayed(event, element, "live-keydown", element, delay, send)
}

function handleBlur(event: FocusEvent, target: Element) {
	flushWhere(delayed => delayed.element === target)
	if (isControl(target)) endEditOnBlur(target)
	unfreeze(target)
	dispatchWithValue(event, target, "live-blur")
}

function dispatchWithValue(event: Event, target: Element, binding: string) {
	if (!target.hasAttribute(binding)) return
	dispatch(event, target, binding, false, fields => emitWithValue(target, binding, target, fields))
}

/** Sends an event with the value of the control where it happened. */
function emitWithValue(
	element: Element,
	binding: string,
	control: Element,
	fields: Partial<LiveEvent>,
	args: Record<string, string> = {},
) {
	emit(element, binding, { controls: [control], ...fields }, { ...args, ...valueArgument(control) })
}

function valueArgument(element: Element): Record<string, string> {
	if (!isControl(element) || element.type === "password" || element.type === "file") return {}
	return { value: element.value }
}

/**
 * Returns the innermost element on the path of event that has the attribute and passes the test.
 */
function findBound(event: Event, attribute: string, test = (_: Element) => true) {
	const path = event.composedPath() as Node[]
	return path.find(node => isElement(node) && node.hasAttribute(attribute) && test(node)) as HTMLElement | undefined
}
