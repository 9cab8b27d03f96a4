// Keeps dialogs with live-modal modal while their views are rendered, and notifies the server when the user closes
// them. The server decides whether a dialog is open when it renders another value of the attribute open than before;
// in between, the user decides.

import { client } from "./client"
import { document, native } from "./native"
import { focusedOr, isLeaving, keepFocus, moveOpener, rememberOpener, returnFocus } from "./refocus"
import { successorOf } from "./successor"

interface Modal {
	/** Whether the server renders it open. */
	isServerOpen: boolean
	isShown: boolean
	/** Where it is in the stack of dialogs. */
	level: number
	/** The dialog that this one has replaced, or itself, while it has been shown. */
	shown?: Element
}

const modals = new Map<HTMLDialogElement, Modal>()
let level = 0

/** Dialogs that were closed to put them on top again: the event comes later. */
const reopened = new WeakSet<Element>()

/** True while a dialog that was shown before is put on top of the others again. */
export let isRaising = false

const isModal = (dialog: Element) => dialog.matches(":modal")

/** Opens and closes dialogs as the server and the user have decided. */
export function updateModals() {
	document.querySelectorAll<HTMLDialogElement>("dialog[live-modal]").forEach(dialog => isLeaving(dialog) || decide(dialog))
	for (const [dialog, modal] of modals) {
		if (dialog.isConnected && !isLeaving(dialog)) continue
		modals.delete(dialog)
		if (!modal.shown) continue
		letLeave(dialog)
		returnFocus(dialog)
	}
	apply()
}

function apply() {
	let isRaised = false
	for (const [dialog, modal] of [...modals].sort(([, a], [, b]) => a.level - b.level)) {
		if (!modal.isShown) {
			if (!modal.shown) continue
			dialog.close()
			hide(dialog, modal)
		} else if (isRaised || !isModal(dialog)) {
			open(dialog, modal)
			isRaised = true // those above it must stay there
		}
	}
}

/** Shows a dialog of the client above all others. It is to be closed by closeDialog. */
export function showDialog(dialog: HTMLDialogElement) {
	const modal = { isServerOpen: false, isShown: true, level: ++level }
	modals.set(dialog, modal)
	open(dialog, modal)
}

/** Closes a dialog of the client, and gives the focus back. */
export function closeDialog(dialog: HTMLDialogElement) {
	modals.delete(dialog)
	dialog.close()
	returnFocus(dialog)
	dialog.remove()
}

/** Finds out whether dialog is to be shown. */
function decide(dialog: HTMLDialogElement) {
	const isServerOpen = !!client.mirrorOf(dialog)?.attrs.has("open")
	let modal = modals.get(dialog)
	if (!modal) {
		const [old, found] = [...modals].find(([other]) => !other.isConnected && successorOf(other) === dialog) ?? []
		modal = found ?? { isServerOpen, isShown: dialog.open, level: ++level }
		if (old) {
			modals.delete(old)
			moveOpener(old, dialog)
		}
		modals.set(dialog, modal)
		const ignored = client.ignoredAttributes.get(dialog)
		client.ignoredAttributes.set(dialog, RegExp(ignored ? ignored.source + "|^open$" : "^open$"))
		if (!found && isServerOpen && !dialog.open) afterClose(dialog, modal)
	} else if (dialog.open !== modal.isShown) {
		// No update changes the attribute of this element: the user or a script did.
		if (dialog.open) afterOpen(dialog)
		else afterClose(dialog, modal)
	}
	if (modal.isServerOpen === isServerOpen) return
	modal.isServerOpen = isServerOpen
	if (isServerOpen && !modal.isShown) modal.level = ++level
	modal.isShown = isServerOpen
}

/** Shows dialog as the uppermost one. The focus stays if it is inside. */
function open(dialog: HTMLDialogElement, modal: Modal) {
	if (!modal.shown) rememberOpener(dialog, document.activeElement)
	isRaising = !!modal.shown
	if (isModal(dialog)) {
		dialog.close()
		reopened.add(dialog)
	}
	dialog.removeAttribute("open") // of a dialog that is not modal
	dialog.returnValue = ""
	try {
		dialog.showModal()
	} catch (err) { // it is a popover that is shown
		console.error("live:", err)
	}
	isRaising = false
	keepFocus(modal.shown ?? dialog)
	modal.shown = dialog
}

/** Shows a removed dialog, which stays until its animation ends, above the page, which the user can use again. */
function letLeave(dialog: HTMLDialogElement) {
	if (!dialog.isConnected) return
	dialog.close()
	dialog.popover = "manual"
	dialog.showPopover()
}

/** Takes note that dialog is closed, and gives the focus back. */
function hide(dialog: HTMLDialogElement, modal: Modal) {
	modal.isShown = false
	modal.shown = undefined
	returnFocus(dialog)
}

/** Takes the steps of a dialog that was closed, but not by the server. */
function afterClose(dialog: HTMLDialogElement, modal: Modal) {
	hide(dialog, modal)
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
function afterOpen(dialog: HTMLDialogElement | null, opener?: Element | null) {
	const modal = modals.get(dialog!)
	if (!modal || modal.isShown || !dialog?.open) return
	if (opener) rememberOpener(dialog, opener)
	modal.isShown = true
	modal.shown = dialog
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
		rememberOpener(dialog, focusedOr(event))
		queueMicrotask(() => afterOpen(dialog))
	}, true)
	addEventListener("focus", ({ target, relatedTarget }) => {
		if (target instanceof Element) afterOpen(native(target).closest("dialog"), relatedTarget as Element | null)
	}, true)
	addEventListener("close", event => {
		const dialog = event.target as HTMLDialogElement
		if (dialog.open && reopened.delete(dialog)) event.stopImmediatePropagation()
		const modal = modals.get(dialog)
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
