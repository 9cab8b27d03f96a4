// Keeps dialogs with live-modal modal while their views are rendered, and notifies the server when the user closes
// them. The server decides whether a dialog is open when it renders another value of the attribute open than before;
// in between, the user decides.

import { client } from "./client"
import { document, native } from "./native"
import { successorOf } from "./successor"

interface Modal {
	/** Whether the server renders it open. */
	isServerOpen: boolean
	isShown: boolean
	/** Where it is in the stack of dialogs. */
	level: number
	/** Had the focus before. */
	opener?: Element | null
}

const modals = new Map<HTMLDialogElement, Modal>()
let level = 0

const isModal = (dialog: Element) => dialog.matches(":modal")

/** Opens and closes dialogs as the server and the user have decided. */
export function updateModals() {
	document.querySelectorAll<HTMLDialogElement>("dialog[live-modal]").forEach(decide)
	for (const [dialog, modal] of modals) {
		if (dialog.isConnected) continue
		modals.delete(dialog)
		if (modal.isShown) returnFocus(modal)
	}
	apply()
}

function apply() {
	let isRaised = false
	for (const [dialog, modal] of [...modals].sort(([, a], [, b]) => a.level - b.level)) {
		if (!modal.isShown) {
			if (!dialog.open) continue
			dialog.close()
			returnFocus(modal)
		} else if (isRaised || !isModal(dialog)) {
			open(dialog, modal)
			isRaised = true // those above it must stay there
		}
	}
}

/** Finds out whether dialog is to be shown. */
function decide(dialog: HTMLDialogElement) {
	const isServerOpen = !!client.mirrorOf(dialog)?.attrs.has("open")
	let modal = modals.get(dialog)
	if (!modal) {
		const [old, found] = [...modals].find(([other]) => !other.isConnected && successorOf(other) === dialog) ?? []
		modal = found ?? { isServerOpen, isShown: dialog.open, level: ++level }
		modals.delete(old!)
		modals.set(dialog, modal)
		const ignored = client.ignoredAttributes.get(dialog)
		client.ignoredAttributes.set(dialog, RegExp(ignored ? ignored.source + "|^open$" : "^open$"))
		if (!found && isServerOpen && !dialog.open) afterClose(dialog, modal)
	} else if (dialog.open !== modal.isShown) {
		// No update changes the attribute of this element: the user or a script did.
		if (dialog.open) modal.isShown = true
		else afterClose(dialog, modal)
	}
	if (modal.isServerOpen === isServerOpen) return
	modal.isServerOpen = isServerOpen
	if (isServerOpen && !modal.isShown) modal.level = ++level
	modal.isShown = isServerOpen
}

/** Shows dialog as the uppermost one. The focus stays if it is inside. */
function open(dialog: HTMLDialogElement, modal: Modal) {
	const focused = document.activeElement as HTMLElement
	if (isModal(dialog)) dialog.close()
	dialog.removeAttribute("open") // of a dialog that is not modal
	dialog.returnValue = ""
	try {
		dialog.showModal()
	} catch (err) { // it is a popover that is shown
		console.error("live:", err)
	}
	if (dialog.contains(focused)) native(focused).focus()
	modal.opener ??= focused
}

/** Gives the focus back, if nothing has it: the browser does so only if that element is still there. */
function returnFocus(modal: Modal) {
	const { opener } = modal
	delete modal.opener
	if (!opener || document.activeElement !== document.body) return
	const target = native(opener).isConnected ? opener : successorOf(opener)
	if (target) native(target as HTMLElement).focus()
}

/** Takes the steps of a dialog that was closed, but not by the server. */
function afterClose(dialog: HTMLDialogElement, modal: Modal) {
	modal.isShown = false
	returnFocus(modal)
	const steps = native(dialog).getAttribute("live-close") ?? ""
	if (!steps) return
	const { returnValue } = dialog
	const isAnswered = steps[0] !== "[" || client.parseSteps(steps).some(step => typeof step === "string")
	client.emit(dialog, "live-close", { done: isAnswered ? () => setTimeout(onAnswer) : undefined }, returnValue ? { value: returnValue } : {})

	/** Opens the dialog again if the server has handled the event, and wants the dialog to stay open. */
	function onAnswer() {
		if (modal.isShown || !modal.isServerOpen || modals.get(dialog) !== modal) return
		modal.isShown = true
		modal.level = ++level
		apply()
	}
}

/** Takes note that dialog may have been opened, but not by the server. */
function afterOpen(dialog: HTMLDialogElement | null, opener: Element | null) {
	const modal = modals.get(dialog!)
	if (!modal || modal.isShown || !dialog?.open) return
	modal.isShown = true
	modal.opener ??= opener
	modal.level = ++level
}

/** Reports whether a mouse event is outside of the box of dialog: on its backdrop. */
function isOutside({ clientX, clientY }: MouseEvent, dialog: Element) {
	const { left, right, top, bottom } = native(dialog).getBoundingClientRect()
	return clientX < left || clientX > right || clientY < top || clientY > bottom
}

export function bindModals() {
	let pressed: EventTarget | null = null // the dialog whose backdrop was pressed

	// The user or a script opens a dialog. A browser without beforetoggle of dialogs moves the focus.
	addEventListener("beforetoggle", event => {
		const dialog = event.target as HTMLDialogElement
		const modal = modals.get(dialog)
		if (!modal || modal.isShown || (event as ToggleEvent).newState !== "open") return
		modal.opener = document.activeElement
		queueMicrotask(() => afterOpen(dialog, null))
	}, true)
	addEventListener("focus", ({ target, relatedTarget }) => {
		if (target instanceof Element) afterOpen(native(target).closest("dialog"), relatedTarget as Element | null)
	}, true)
	addEventListener("close", ({ target }) => {
		const modal = modals.get(target as HTMLDialogElement)
		const dialog = target as HTMLDialogElement
		if (modal?.isShown && !dialog.open) afterClose(dialog, modal)
	}, true)
	if ("closedBy" in HTMLDialogElement.prototype) return
	addEventListener("pointerdown", event => {
		const dialog = event.target as Element
		pressed = dialog.matches("dialog[live-modal]:modal") && isOutside(event, dialog) ? dialog : null
	}, true)
	addEventListener("click", event => {
		const dialog = event.target as HTMLDialogElement
		if (dialog !== pressed || !isOutside(event, dialog) || (dialog.getAttribute("closedby") ?? "any") !== "any") return
		pressed = null
		if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close()
	}, true)
}
