// Bindings: one listener on window per event type. An event has bubbled to window, so that scripts of
// the page can stop or prevent it before the client handles it.

import { endComposition, handleChange, handleReset, recordEdit } from "./changes"
import { handleClick } from "./clicks"
import { isRunning } from "./commands"
import { isControl } from "./control"
import { endEditOnBlur, setComposing } from "./controls"
import { flushWhere } from "./debounce"
import { dispatch, dispatchDelayed } from "./dispatch"
import { isElement } from "./dom"
import { leaveRegion } from "./editable"
import { emit } from "./emit"
import { controlsOf, FormKind, serialize } from "./forms"
import { client } from "./functions"
import { native } from "./native"
import { findBound, keyArguments } from "./path"
import type { LiveEvent } from "./queue"
import { isPatching } from "./root"

type Handler<E extends Event> = (event: E, target: Element) => void

/** Registers all listeners. */
export function bind() {
	for (const type of ["input", "change"]) {
		listenEarly(type, recordEdit)
		listen(type, handleChange)
	}
	listenEarly("compositionstart", (_, target) => setComposing(target))
	listenEarly("compositionend", endComposition)

	listen("click", handleClick)
	listen("submit", handleSubmit)
	listen("reset", handleReset)
	listen("keydown", handleKeydown)
	listen("focus", (event, target) => dispatchWithValue(event, target, "live-focus"))
	listen("blur", handleBlur)
	listen("compositionend", handleChange)
}

/** Calls handle with each event of type and its innermost target, in shadow trees too. */
function listen<E extends Event>(type: string, handle: Handler<E>) {
	listenEarly(type, (event: E, target) => {
		if (!event.bubbles) handle(event, target)
	})
	addEventListener(type, callWithTarget(handle))
}

/** Calls handle like listen, but before scripts of the page can stop the event. */
function listenEarly<E extends Event>(type: string, handle: Handler<E>) {
	addEventListener(type, callWithTarget(handle), true)
}

function callWithTarget<E extends Event>(handle: Handler<E>) {
	return (event: Event) => {
		const target = event.composedPath()[0] as Node
		if (!isPatching && isElement(target)) handle(event as E, target)
	}
}

function handleSubmit(event: SubmitEvent, form: Element) {
	if (!native(form).hasAttribute("live-submit")) return
	const submitter = event.submitter as HTMLButtonElement | null
	const method = submitter?.formMethod || native(form as HTMLFormElement).method
	const encoding = submitter?.formEnctype || native(form as HTMLFormElement).enctype
	const controls = controlsOf(form)
	// Only the browser can send files. A dialog is closed by it, too, without a request.
	const isNative = method === "post" && encoding[0] === "m" && controls.some(({ files }) => files)
	dispatch(event, form, "live-submit", !isNative && method !== "dialog", fields => {
		if (isNative) return fields.done?.()
		const data = serialize(form, FormKind.submit, submitter?.name ?? "", submitter)
		emit(form, "live-submit", { form: data, controls, submitter, ...fields })
	})
}

function handleKeydown(event: KeyboardEvent, target: Element) {
	// A browser that fills in a form may send an event without a key. In Safari, the key that ends a
	// composition comes after it and has this code.
	const { key, keyCode } = event
	if (typeof key !== "string" || event.isComposing || keyCode === compositionKeyCode) return
	const element = findBound(event, "live-keydown", candidate => client.acceptsKey(native(candidate).getAttribute("live-key"), event))
	if (!element) return
	const delay = native(element).getAttribute("live-debounce")
	const send = (fields: Partial<LiveEvent>) => emitWithValue(element, "live-keydown", target, fields, keyArguments(event))
	dispatchDelayed(event, element, "live-keydown", element, delay, send)
}

const compositionKeyCode = 229

function handleBlur(event: FocusEvent, target: Element) {
	// The focus may be inside a custom element, which is then the target of the event.
	flushWhere(({ element }) => element === target || element === event.target)
	if (isControl(target)) endEditOnBlur(target)
	leaveRegion(target as HTMLElement)
	if (!isRunning) dispatchWithValue(event, target, "live-blur")
}

function dispatchWithValue(event: Event, target: Element, binding: string) {
	const element = [target, event.target as Element].find(each => native(each).hasAttribute(binding))
	if (!element) return
	dispatch(event, element, binding, false, fields => emitWithValue(element, binding, target, fields))
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
