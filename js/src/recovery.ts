// What joins report of the forms of a page, so that a new view has it when it renders the page.

import { client } from "./client"
import { changeElementOf, changeSelector, controlsOf, FormKind, serialize, type Form } from "./forms"
import { document, native } from "./native"
import type { Session } from "./sessions"
import { submitKeyName } from "./submit"

/** The data of an element with live-change in a join (docs/reference/protocol.md, "join"). */
type JoinForm = [id: string, url: string, form: Form, used: string[]]

/** The elements with live-change in the last join of a session, with the data that it had. */
const joinedForms = new WeakMap<Session, [element: Element, data: string][]>()

/** Returns what a join reports. Elements whose data together has more than maxSize bytes are reported after the join. */
export function formsToJoin(session: Session, maxSize: number) {
	const forms: JoinForm[] = []
	const joined: [Element, string][] = []
	for (const element of changeElements(session)) {
		if (isIgnored(element)) continue
		const form = joinForm(element)
		if (!form) continue
		maxSize -= new Blob([JSON.stringify(form)]).size
		if (maxSize < 0) break
		forms.push(form)
		joined.push([element, JSON.stringify(form[2])])
	}
	joinedForms.set(session, joined)
	return forms[0] && forms
}

const changeElements = (session: Session) =>
	[...document.querySelectorAll(changeSelector)].filter(element => client.placeOf(element).session === session)

const isIgnored = (element: Element) => native(element).getAttribute("live-auto-recover") === "ignore"

/** Returns what a join reports of element: nothing if the user has changed nothing there and it has no key. */
function joinForm(element: Element): JoinForm | undefined {
	const controls = controlsOf(element).filter(control => changeElementOf(control) === element)
	const used = controls.filter(control => client.everEdited.has(control))
	const key = controls.find(({ name }) => name === submitKeyName)
	const isChanged = used[0] || client.everEdited.has(element)
	if (!isChanged && !key) return
	return [
		native(element).id, joinURL(element),
		isChanged ? serialize(element, FormKind.restore, "") : [FormKind.restore, "", [key!.name, key!.value]],
		[...new Set(used.map(control => native(control).getAttribute("name") ?? ""))],
	]
}

/** Returns the event that reports element, or a list of several. */
function joinURL(element: Element) {
	const binding = native(element).getAttribute("live-auto-recover") ?? native(element).getAttribute("live-change")!
	const events = binding[0] === "[" ? client.parseSteps(binding).filter(step => typeof step === "string") : [binding]
	const urls = events.map(event => client.newEvent(element, "live-change", { isAutomatic: true }, {}, event).url)
	return urls[1] ? JSON.stringify(urls) : urls[0] ?? ""
}

/**
 * Determines which elements the new view of session has received, and which it is not to receive. What has changed
 * since the join is reported again.
 */
export function takeRecovered(session: Session, isAdopted: boolean) {
	const received = (joinedForms.get(session) ?? []).filter(([element, data], i) =>
		!session.unrecovered?.includes(i) && JSON.stringify(joinForm(element)?.[2]) === data)
	joinedForms.delete(session)
	session.recovered = isAdopted ? [] : [...received.map(([element]) => element), ...changeElements(session).filter(isIgnored)]
}
