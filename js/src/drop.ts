// Reports where the user has put a row of a form.

import { announce } from "./announce"
import { client } from "./client"
import { FormKind, type Form } from "./forms"
import { document, native } from "./native"
import { holdOrder, orderEnd, restoreHeldOrders } from "./order"
import type { LiveEvent } from "./queue"
import { handlesOf, keyOfRow, listOf, positionOf, type Handle } from "./rowlist"

/** Has the texts that the layout has replaced: see Texts of package live. */
const meta = document.querySelector<HTMLMetaElement>("head>meta[name=live-texts]")

const announcement = meta?.dataset.position ?? "Position {n} of {m}"

/** Announces the position of a row. */
export function announcePosition(form: HTMLFormElement | null, list: string, name: string) {
	const [position, count] = positionOf(form, list, name)
	if (!position) return
	const text = announcement.replace("{n}", `${position}`).replace("{m}", `${count}`)
	announce(text, meta ? undefined : "en")
}

/** Reports whether the user has removed the row of a handle, and the server has not answered that yet. */
const isLeaving = ({ form, name }: Handle) => client.sessions.some(({ waitingEvents, unacknowledged }) =>
	[...waitingEvents, ...unacknowledged].some(event => event.element === form && event.form?.[1] === name && event.form[2][1] === "remove"))

/** Sends that the row of handle is where it is now in the page, which container contains. */
export function reportDrop(handle: Handle, container: Element) {
	const { form, name } = handle
	if (!form) return
	const handles = handlesOf(handle)
	const previous = handles.slice(0, handles.indexOf(handle)).findLast(other => !isLeaving(other))
	const data: Form = [FormKind.change, name, [name, "after:" + (previous ? keyOfRow(previous) : "")]]
	const removeClass = client.addLoadingClass(handle, "live-drag-loading")
	const settle = orderEnd(container)
	client.everEdited.add(form)
	client.emit(form, "live-change", {
		form: data,
		done() {
			removeClass()
			settle()
		},
	})
	holdOrder(container, (event: LiveEvent) => event.form === data)
	announcePosition(form, listOf(handle), name)
}

/**
 * A view that is mounted for this page receives the fields of its rows, and then what the user has done to the rows
 * since the last update. The fields are in the order of that update.
 */
addEventListener("formdata", event => {
	const form = event.target as HTMLFormElement
	if (client.placeOf(form).session.isReady || !native(form).hasAttribute("live-rows")) return
	const node = client.mirrorOf(form)
	if (!node) return
	client.asCommand(() => client.restoreOrders(node))
	const names = [...native(form).elements].map(control => control.getAttribute("name") ?? "")
	restoreHeldOrders()
	const { formData } = event
	const entries = [...formData].sort(([a], [b]) => names.indexOf(a) - names.indexOf(b))
	for (const each of names) formData.delete(each)
	for (const [each, value] of entries) formData.append(each, value as string)
})
