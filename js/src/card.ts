// The card: a modal dialog that says why the page cannot be used. It makes the page inert.

import { client } from "./client"
import { createButton, createElement } from "./dom"
import { document, native } from "./native"
import { language } from "./texts"

let card: HTMLDialogElement | undefined

/** True if the card hides the page. */
export let isCovering = false

/**
 * Shows text and a button, in place of the last ones, until the page is connected. A cover hides the page.
 * The focus is on the button, but not of a cover: that may discard the user's input.
 */
export function showCard(text: string, label?: string, action?: () => void, covers = isCovering) {
	if (card?.ariaLabel === text) return
	hideCard()
	isCovering = covers
	native(client.liveRoot).inert = true
	const opened = card = createElement("dialog", {
		id: "live-card",
		className: covers ? "live-cover" : "",
		role: "alertdialog",
		ariaLabel: text,
		lang: language,
		tabIndex: -1,
		closedBy: "none", // for browsers without it there is onclose
		onclose: () => opened === card && opened.showModal(),
	}) as HTMLDialogElement
	opened.append(createElement("p", { textContent: text }))
	if (label) opened.append(createButton(label, action!))
	document.body.append(opened)
	opened.showModal()
	if (covers) opened.focus()
}

/** Removes the card and returns the focus to where it was. */
export function hideCard() {
	const closing = card
	if (!closing) return
	card = undefined
	isCovering = native(client.liveRoot).inert = false
	closing.close()
	closing.remove()
}
