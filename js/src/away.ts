// live-click-away: a click that begins and ends outside of the element.

import { client } from "./client"
import { isElement, isHTML } from "./dom"
import { isApple } from "./keys"
import { document, native } from "./native"
import { takeNow } from "./take"

/** What the current press of the pointer has been on. */
let pressed: EventTarget[] = []

let pressedAt = 0

/** What has the focus while a key is down. */
let keyTarget: EventTarget | undefined

/** Whether a click has just been handled. Another one in its task is of the control of a label, or by a script. */
let isDone = false

/** The elements that the current click is outside of. */
let left: Element[] = []

let tap: number

addEventListener("pointerdown", event => {
	if (!event.isPrimary) return
	pressed = event.composedPath()
	pressedAt = event.timeStamp
	isDone = false
	keyTarget = undefined
}, true)
addEventListener("pointerup", event => {
	if (!event.isPrimary) return
	pressed.push(...event.composedPath())
	// Safari on touch screens sends no click for an element that does nothing.
	if (isApple && event.pointerType === "touch" && event.timeStamp - pressedAt < longPress) {
		const elements = elementsLeft(pressed)
		tap = setTimeout(() => elements.forEach(leave), clickDelay)
	}
}, true)
addEventListener("pointercancel", () => pressed = [], true)
addEventListener("keydown", event => {
	[keyTarget] = event.composedPath()
	pressed = []
	isDone = false
}, true)
addEventListener("keyup", () => keyTarget = undefined, true)

// The elements are those that the user sees, before a script or command of this click shows or moves others.
addEventListener("click", event => {
	clearTimeout(tap)
	const path = event.composedPath()
	// The Enter key in a field clicks the submit button of the form, and an arrow key a radio button.
	const isByOtherKey = keyTarget && keyTarget !== path[0]
	left = isDone || isByOtherKey ? [] : elementsLeft([...pressed, ...path])
	isDone = true
	setTimeout(() => isDone = false)
	pressed = []
}, true)

// This comes before the bindings of the click, which are on window, and after scripts of the page that stop it.
document.addEventListener("click", () => left.splice(0).forEach(leave))

const longPress = 500
const clickDelay = 400

function leave(element: Element) {
	if (native(element).isConnected) takeNow(element, "live-click-away")
}

/** Returns the elements with the binding that are visible and have none of nodes in them, the innermost first. */
function elementsLeft(nodes: EventTarget[]) {
	const inside = new Set(nodes)
	for (const node of inside) {
		if (!isElement(node as Node)) continue
		// The content of a portal is inside of what is around its template.
		for (const element of client.lineage(node as Element)) inside.add(element)
		const read = (name: string) => native(node as Element).getAttribute(name)
		if (/^live-(flash|pill|card)$/.test(read("id") ?? "")) return []
		const ids = ["aria-controls", "aria-owns", "popovertarget", "commandfor"].map(read).join(" ")
		for (const id of ids.split(" ")) addAround(inside, id ? document.getElementById(id) : null)
		if (node instanceof HTMLLabelElement) addAround(inside, node.control)
	}
	return [...document.querySelectorAll("[live-click-away]")].reverse().filter(element => !inside.has(element) && isVisible(element))
}

function addAround(inside: Set<EventTarget>, node: Node | null) {
	for (; node; node = (node as ShadowRoot).host ?? native(node).parentNode) inside.add(node)
}

/** Reports whether the user can see element, or can scroll to the rest of it. */
function isVisible(element: Element): boolean {
	if (isHTML(element) && getComputedStyle(element).display === "contents") return [...native(element).children].some(isVisible)
	const { top, bottom, left, right, width, height } = native(element).getBoundingClientRect()
	return native(element).checkVisibility?.({ visibilityProperty: true }) !== false && (width > 0 || height > 0) &&
		bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
}
