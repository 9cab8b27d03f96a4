// live-disable-with: a button shows another text while its event is unanswered. Loading classes show that.

import { announce } from "./announce"
import { client } from "./client"
import { createElement } from "./dom"
import { document, native } from "./native"

type Button = HTMLButtonElement | HTMLInputElement

/** A button that shows another text. */
interface Busy {
	/** Contains what the server has sent. */
	hiddenContent?: HTMLElement
	textNode?: Text
	hasDisabled: boolean
}

const busyButtons = new Map<Button, Busy>()

/** The button that has submitted a form last. */
const submitters = new WeakMap<Element, Element | null>()

const observer = new MutationObserver(updateButtons)

addEventListener("submit", ({ target, submitter }) => submitters.set(target as Element, submitter), true)
addEventListener("click", event => {
	if (!event.composedPath().some(each => busyButtons.has(each as Button))) return
	event.preventDefault()
	event.stopImmediatePropagation()
}, true)

const serverAttribute = (button: Button, name: string) => client.mirrorOf(button)?.attrs.get(name)

/** Gives the buttons the text that they show now. */
export function updateButtons() {
	for (const button of document.querySelectorAll<Button>("[live-disable-with]")) {
		for (const each of [button, button.form]) {
			if (each) observer.observe(each, { attributeFilter: ["class"] })
		}
		if (isBusy(button)) show(button)
	}
	for (const [button, busy] of busyButtons) {
		if (!isBusy(button)) restore(button, busy)
	}
}

function isBusy(button: Button) {
	const form = button.form
	const isSubmitted = form && native(form).classList.contains("live-submit-loading") && /^(submit|image)$/.test(button.type)
	const isLast = isSubmitted && (submitters.get(form) ?? button) === button
	return button.isConnected && button.hasAttribute("live-disable-with") && (isLast || button.classList.contains("live-click-loading"))
}

function show(button: Button) {
	const text = button.getAttribute("live-disable-with")!
	const busy: Busy = busyButtons.get(button) ?? { hasDisabled: false }
	// Screen readers rarely announce a new name of the focused button.
	if (!busyButtons.has(button) && document.activeElement === button) announce(text)
	busyButtons.set(button, busy)
	if (!button.hasAttribute("aria-disabled")) {
		button.setAttribute("aria-disabled", "true")
		busy.hasDisabled = true
	}
	if (button instanceof HTMLInputElement) {
		if (button.value !== text) button.setAttribute("value", text)
		return
	}
	busy.textNode ??= new Text
	busy.hiddenContent ??= createElement("span", {}) as HTMLElement
	if (busy.textNode.data !== text) busy.textNode.data = text
	busy.hiddenContent.style.setProperty("display", "none", "important")
	if (busy.hiddenContent.parentNode !== button) busy.hiddenContent.replaceChildren() // an update has removed both
	const outside = [...button.childNodes].filter(node => node !== busy.hiddenContent && node !== busy.textNode)
	if (outside[0]) busy.hiddenContent.append(...outside)
	if (busy.hiddenContent.parentNode !== button) button.prepend(busy.hiddenContent)
	if (busy.textNode.parentNode !== button) button.append(busy.textNode)
}

function restore(button: Button, { hiddenContent, textNode, hasDisabled }: Busy) {
	busyButtons.delete(button)
	if (hasDisabled && serverAttribute(button, "aria-disabled") === undefined) button.removeAttribute("aria-disabled")
	textNode?.remove()
	hiddenContent?.replaceWith(...hiddenContent.childNodes)
	if (hiddenContent || !client.mirrorOf(button)) return
	const value = serverAttribute(button, "value")
	if (value === undefined) button.removeAttribute("value")
	else button.setAttribute("value", value)
}
