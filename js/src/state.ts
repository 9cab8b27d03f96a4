// What an element loses when it is taken out of the document: the focus, inner scroll positions, and whether a dialog
// is modal and a popover is shown.

import { client } from "./client"
import { document, native } from "./native"
import type { Session } from "./sessions"

interface PageState {
	title: string
	/** The attributes lang and dir of the document. */
	language: (string | null)[]
	focused: HTMLElement | null
	modals: HTMLDialogElement[]
	popovers: HTMLElement[]
	scrolled: [element: Element, top: number, left: number][]
}

const languageAttributes = ["lang", "dir"]

const states = new WeakMap<Session, PageState>()

const matching = <E extends Element>(session: Session, selector: string) =>
	[...native(client.rootOf(session)).querySelectorAll<E>(selector)]

/** Notes the state of the page in view, which is about to be left. */
export function noteState(session: Session) {
	const root = client.rootOf(session)
	const focused = document.activeElement as HTMLElement
	states.set(session, {
		title: document.title,
		language: languageAttributes.map(name => document.documentElement.getAttribute(name)),
		focused: native(root).contains(focused) ? focused : null,
		modals: matching(session, "dialog:modal"),
		popovers: CSS.supports("selector(:popover-open)") ? matching(session, ":popover-open") : [],
		scrolled: matching(session, "*").filter(element => native(element).scrollTop || native(element).scrollLeft)
			.map(element => [element, native(element).scrollTop, native(element).scrollLeft]),
	})
}

/** Restores what a page has lost, whose root is in the document again. */
export function restoreState(session: Session) {
	const { title, language, focused, modals, popovers, scrolled } = states.get(session)!
	document.title = title
	languageAttributes.forEach((name, i) => {
		const value = language[i] ?? null
		if (value === null) document.documentElement.removeAttribute(name)
		else document.documentElement.setAttribute(name, value)
	})
	for (const dialog of modals) {
		native(dialog).removeAttribute("open")
		dialog.showModal()
	}
	for (const popover of popovers) popover.showPopover()
	for (const [element, top, left] of scrolled) native(element).scrollTo({ top, left, behavior: "instant" })
	if (focused) native(focused).focus({ preventScroll: true })
}
