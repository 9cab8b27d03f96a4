// Controls belong to two: who wins when both change one is decided here, by the table in docs/explain/controls.md.

import { setValue } from "./caret"
import { mirrorOf } from "./mirror"

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
type State = string | boolean | string[]

// An edit is what a person did and the server has not answered yet. The event that reports it is absent until sent.
interface Edit {
	event?: object
	patched?: boolean // by the server, meanwhile
}

const edits = new Map<Control, Edit>()
const typed = new WeakSet<Control>() // ever edited in this document
const ticked = new WeakSet<Control>() // of which the server has changed whether they are checked
const touched = new Set<Control>() // by the patch that is running
const states = new Map<Control, State>() // to be asserted after the patch that is running
let composing: Element | null = null

export const isControl = (e: unknown): e is Control => /^(input|select|textarea)$/.test((e as Element)?.localName)
const isTick = (e: Control) => e.type === "checkbox" || e.type === "radio"
export const wasTyped = (e: Control) => typed.has(e)
export const liveForm = "[live-change],[live-submit]"

export function compose(e: Element | null) {
	composing = e
}

export const isComposing = (e: Element) => composing === e

// edited notes that a person changed e.
export function edited(e: Control) {
	typed.add(e)
	edits.set(e, {})
}

// report notes that event tells the server the state of list.
export function report(list: Iterable<Element>, event: object) {
	for (const e of list) {
		const edit = edits.get(e as Control)
		if (edit) edit.event = event
	}
}

// answered ends the edits that events reported; the picture that comes next decides about them.
export function answered(events: Set<object>) {
	for (const [e, { event }] of edits) {
		if (!event || !events.has(event)) continue
		if (composing === e) edits.set(e, { patched: true })
		else {
			edits.delete(e)
			touched.add(e)
		}
	}
}

// giveUp notes that event will not report after all.
export function giveUp(event: object) {
	for (const edit of edits.values()) if (edit.event === event) delete edit.event
}

// forget drops the edit of e: it agrees with the server, or was reset.
export const forget = (e: Control) => edits.delete(e)

// blurred ends an edit that nothing will report.
export function blurred(e: Control) {
	if (composing === e) composing = null
	const edit = edits.get(e)
	if (!edit || edit.event || !edit.patched && (e.form ?? e).closest(liveForm)) return
	edits.delete(e)
	if (edit.patched) settle(e)
}

const isHeld = (e: Control) => edits.has(e) || composing === e || e.validity.badInput

// before notes what people chose, as a patch begins.
export function before() {
	for (const e of edits.keys()) states.set(e, read(e))
	if (isControl(composing)) states.set(composing, read(composing))
}

// touch is told of each attribute that is about to change.
export function touch(e: Element, name: string) {
	if (e.localName === "option") touchOptions(e.parentElement)
	else if (isControl(e) && (name === "value" || name === "checked")) {
		if (name === "checked") ticked.add(e)
		touchControl(e)
	}
}

// touchOptions is told of each list of options that is about to change.
export function touchOptions(n: Node | null) {
	const select = (n as Element | null)?.closest?.("select")
	if (!select) return
	if (!states.has(select)) states.set(select, read(select))
	touchControl(select)
}

export function touchControl(e: Control) {
	touched.add(e)
	// Once its value was set, a control no longer follows the attribute: a password is kept, a caret stays.
	const caret = e === document.activeElement ? (e as HTMLInputElement).selectionStart : null
	if (e.type === "password" || caret != null) e.value = e.value
	const edit = edits.get(e)
	if (edit) edit.patched = true
}

// after asserts what people chose, and gives all else that changed the server's state.
export function after() {
	for (const [e, state] of states) if (e.isConnected) assert(e, state)
	for (const e of touched) if (!isHeld(e)) settle(e)
	states.clear()
	touched.clear()
}

export function read(e: Control): State {
	if (isTick(e)) return (e as HTMLInputElement).checked
	if (e.localName === "select") return [...(e as HTMLSelectElement).selectedOptions].map(o => o.value)
	return e.type === "file" ? "" : e.value
}

function assert(e: Control, state: State) {
	if (`${read(e)}` === `${state}` || e.type === "file") return
	if (isTick(e)) (e as HTMLInputElement).checked = state as boolean
	else if (e.localName === "select") choose(e as HTMLSelectElement, o => (state as string[]).includes(o.value)) || settle(e)
	else setValue(e as HTMLInputElement, state as string)
}

// choose selects the options that are wanted, and says whether there are any.
function choose(e: HTMLSelectElement, wanted: (o: HTMLOptionElement) => boolean | undefined) {
	const options = [...e.options], any = options.some(wanted)
	if (any) for (const o of options) if (o.selected !== !!wanted(o)) o.selected = !!wanted(o)
	return any
}

// settle gives e the state that its mirror has, if the server has a say in it.
function settle(e: Control) {
	const m = mirrorOf(e)
	if (!m || e.type === "password" || e.type === "file") return
	const value = e.localName !== "textarea" ? m.attrs.get("value") : e.name && e.form?.closest(liveForm) ? m.text : undefined
	if (e.localName === "select") choose(e as HTMLSelectElement, isChosen("selected"))
	else if (isTick(e)) tick(e as HTMLInputElement)
	else if (value !== undefined) setValue(e as HTMLInputElement, value)
}

const isChosen = (name: string) => (e: Element) => mirrorOf(e)?.attrs.has(name)

function tick(e: HTMLInputElement) {
	const group = e.type === "radio" && e.name ? radios(e) : [e]
	if (group.some(isHeld)) return
	const on = group.find(isChosen("checked"))
	if (on) on.checked = true
	else if (ticked.has(e)) e.checked = false
}

const radios = (e: HTMLInputElement) =>
	[...(e.form ?? document).querySelectorAll<HTMLInputElement>("input[type=radio]")].filter(r => r.name === e.name && r.form === e.form)
