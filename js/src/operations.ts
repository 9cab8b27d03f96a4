// The commands (docs/reference/protocol.md, "Commands"), of bindings and of the server.

import { animate, finishAnimation, type Animation } from "./animation"
import { copyText } from "./clipboard"
import { client } from "./client"
import { isControl } from "./control"
import { classTokens, dispatchLiveEvent, elementsIn, isHTML } from "./dom"
import { changeAttribute, changeDisplay, ignoreAttributes, leaveHidden } from "./kept"
import { document, native } from "./native"
import { attributeAspect, changeAspect, classAspect, displayAspect } from "./optimistic"
import { successorOf } from "./successor"
import type { Origin } from "./targets"

/** Changes one element of the target. */
type ForEach = (element: Element, ...args: any[]) => void

const isHidden = (element: Element) => getComputedStyle(element).display === "none"

function show(element: Element, animation?: Animation) {
	finishAnimation(element)
	if (!isHidden(element)) return
	changeAttribute(element, "hidden", null)
	setOpen(element, true)
	for (const display of ["", "revert", "block"]) {
		if (isHidden(element)) changeDisplay(element, display)
	}
	if (animation) animate(element, animation)
}

function hide(element: Element, animation?: Animation) {
	finishAnimation(element)
	if (isHidden(element)) return
	if (!animation) return hideNow(element)
	animate(element, animation, () => client.asCommand(() => {
		hideNow(element)
		leaveHidden()
	}))
}

/** Opens or closes element if it is a modal dialog or a popover. */
function setOpen(element: Element, isWanted: boolean) {
	if (!isHTML(element) || isHidden(element) !== isWanted) return
	if (native(element).matches("dialog[live-modal]")) {
		const dialog = element as HTMLDialogElement
		if (isWanted) dialog.showModal()
		else dialog.close()
	} else if (native(element).popover) native(element).togglePopover(isWanted)
}

function hideNow(element: Element) {
	setOpen(element, false)
	if (isHidden(element)) return
	changeDisplay(element, "")
	changeAttribute(element, "hidden", "")
	if (!isHidden(element)) changeDisplay(element, "none")
}

function toggle(element: Element, showing?: Animation, hiding?: Animation) {
	finishAnimation(element)
	if (isHidden(element)) show(element, showing)
	else hide(element, hiding)
}

const changeClasses = (isWanted?: boolean): ForEach => (element, classes: string) => {
	for (const name of classTokens(classes)) changeAspect(element, classAspect(name), value => isWanted ?? !value)
}

/** Returns a command that changes whether elements are displayed, with animations. */
const changeVisibility = (change: ForEach): ForEach => (element, ...animations) => {
	finishAnimation(element)
	changeAspect(element, displayAspect, () => change(element, ...animations), (_, element) => change(element))
}

const setAttribute = (element: Element, name: string, value: string | null) => changeAspect(element, attributeAspect(name), () => value)

/** Commands for each element of their target. */
export const forEach: Record<string, ForEach> = {
	show: changeVisibility(show),
	hide: changeVisibility(hide),
	toggle: changeVisibility(toggle),
	transition: (element, animation: Animation) => animate(element, animation),
	addClass: changeClasses(true),
	removeClass: changeClasses(false),
	toggleClass: changeClasses(),
	setAttr: setAttribute,
	removeAttr: (element, name: string) => setAttribute(element, name, null),
	toggleAttr(element, name: string, value: string, other: string | null = null) {
		changeAspect(element, attributeAspect(name), old => old === value ? other : value)
	},
	ignoreAttrs(element, ...names: string[]) {
		const patterns = names.map(name => name.replace(/[^\w*-]/g, "\\$&").replace(/\*$/, ".*"))
		ignoreAttributes(element, `^(?:${patterns.join("|")})$`)
	},
	dispatch: (element, name: string, detail: unknown) => dispatchLiveEvent(name, detail, element),
}

/** Elements that pushFocus has remembered. */
const focusStack: Element[] = []

function focus(element: Element) {
	native(element as HTMLElement).focus()
	return document.activeElement === element
}

/** Commands for the first element of their target. The last argument is the origin of the list. */
export const forFirst: Record<string, ForEach> = {
	focus,
	focusFirst: element => elementsIn(element).slice(1).some(each => native(each).tabIndex >= 0 && focus(each)),
	pushFocus: element => focusStack.push(element),
	copy(element, { self }: Origin) {
		copyText(isControl(element) ? element.value : native(element).textContent!, self)
	},
	scrollIntoView: (element, block: ScrollLogicalPosition) => native(element).scrollIntoView({ block }),
}

/** Commands without a target. */
export const general: Record<string, (...args: any[]) => void> = {
	popFocus() {
		let element: Element | undefined
		while ((element = focusStack.pop())) {
			if (!native(element).isConnected) element = successorOf(element)
			if (element && focus(element)) return
		}
	},
	navigate: (url: string, replaces: unknown) => client.goTo(url, replaces === true), // without it, replaces is the origin
	patch: (url: string, replaces: unknown) => client.callNavigation(({ followURL }) =>
		followURL(new URL(url, location.href), undefined, replaces === true)),
	copyText: (text: string, { self }: Origin) => copyText(text, self),
}
