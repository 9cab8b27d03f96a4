// What commands have changed. Updates preserve it on an element that stays, because they change only what the
// server has changed. If an update replaces an element, the one with its key gets it.

import { finishAnimation } from "./animation"
import { client } from "./client"
import { isHTML } from "./dom"
import { document, native } from "./native"
import { sleeps, successorOf } from "./successor"

/** What commands have changed of an element. */
interface Changed {
	classes: Set<string>
	attributeNames: Set<string>
	/** The attribute hidden, as the server sent it when a command has changed the display. */
	serverHidden?: string
	hasDisplay?: boolean
}

const changedElements = new Map<Element, Changed>()

function changesOf(element: Element) {
	const changed = changedElements.get(element) ?? { classes: new Set(), attributeNames: new Set() }
	changedElements.set(element, changed)
	return changed
}

export function changeClass(element: Element, name: string, isWanted?: boolean) {
	native(element).classList.toggle(name, isWanted)
	changesOf(element).classes.add(name)
}

export function changeAttribute(element: Element, name: string, value: string | null) {
	if (value === null) native(element).removeAttribute(name)
	else native(element).setAttribute(name, value)
	changesOf(element).attributeNames.add(name)
}

/** Sets the style property display, or removes it if value is empty. */
export function changeDisplay(element: Element, value: string) {
	native(element as HTMLElement).style.setProperty("display", value, value && "important")
	const changed = changesOf(element)
	changed.hasDisplay = !!value
	changed.serverHidden = serverHidden(element)
}

export const serverHidden = (element: Element) => client.mirrorOf(element)?.attrs.get("hidden")

/** Makes updates leave the attributes of element alone whose names pattern matches. */
export function ignoreAttributes(element: Element, pattern: string) {
	const ignored = client.ignoredAttributes.get(element)
	client.ignoredAttributes.set(element, RegExp(ignored ? `${ignored.source}|${pattern}` : pattern))
	changesOf(element)
}

/**
 * Takes the focus from an element that commands have hidden. The browser would do so later, when that would be
 * an event.
 */
export function leaveHidden() {
	const focused = document.activeElement
	if (focused && isHTML(focused) && focused !== document.body && !native(focused).getClientRects()[0]) native(focused).blur()
}

/** Is called after each update. */
export function keepChanges() {
	for (const [element, changed] of changedElements) {
		if (sleeps(element)) continue
		if (!native(element).isConnected) {
			changedElements.delete(element)
			finishAnimation(element)
			const successor = successorOf(element)
			if (successor) copyChanges(element, successor, changed)
		} else if (changed.hasDisplay && changed.serverHidden !== serverHidden(element)) {
			changeDisplay(element, "") // the server has decided otherwise
		}
	}
}

function copyChanges(from: Element, to: Element, { classes, attributeNames, hasDisplay }: Changed) {
	const old = client.mirrorOf(from)!.attrs
	const now = client.mirrorOf(to)?.attrs
	if (!now) return
	const hadClass = (attrs: Map<string, string>, name: string) => ` ${attrs.get("class") ?? ""} `.replace(/\s/g, " ").includes(` ${name} `)
	for (const name of classes) {
		if (hadClass(old, name) === hadClass(now, name)) changeClass(to, name, native(from).classList.contains(name))
	}
	const ignored = client.ignoredAttributes.get(from)
	if (ignored) ignoreAttributes(to, ignored.source)
	for (const name of new Set([...attributeNames, ...old.keys(), ...now.keys(), ...native(from).getAttributeNames()])) {
		const isKept = attributeNames.has(name) && old.get(name) === now.get(name)
		if (isKept || ignored?.test(name)) changeAttribute(to, name, native(from).getAttribute(name))
	}
	if (hasDisplay && old.get("style") === now.get("style") && old.get("hidden") === now.get("hidden")) {
		changeDisplay(to, native(from as HTMLElement).style.display)
	}
}
