// live-remove: an element that an update has removed stays in the page, outside of the mirror, until the
// animations of its commands have ended.

import { client } from "./client"
import type { Step } from "./commands"
import { elementsIn, isElement } from "./dom"
import { maxNestedLists, maxRemovalTime } from "./limits"
import { document, native } from "./native"

/** The removed elements that are still in the page. */
const leaving = new Set<Element>()

/** Keeps dom, which an update removes, in the page for now. It reports false if it has no commands. */
export function keepRemoved(dom: Node) {
	const list = isElement(dom) && native(dom).getAttribute("live-remove")
	if (!list || !native(dom).isConnected) return false
	const element = dom as HTMLElement
	leaving.add(element)
	leave(element)
	queueMicrotask(() => { // the update is complete
		client.emit(element, "live-remove", { isAutomatic: true })
		const time = animationTime(element, client.parseSteps(list))
		if (time) setTimeout(() => remove(element), Math.min(time, maxRemovalTime))
		else remove(element)
	})
	return true
}

/** Makes sure that the user and scripts do not take element for a part of the page. */
function leave(element: HTMLElement) {
	const focused = document.activeElement as HTMLElement | null
	if (native(element).contains(focused)) native(focused!).blur()
	native(element).setAttribute("inert", "")
	for (const each of elementsIn(element)) {
		const node = client.mirrorOf(each)
		node?.attrs.delete("live-id") // what commands change of it is not for the next element of that key
		node?.attrs.delete("id")
		if (!native(each).matches("input,select,textarea,button,output,fieldset,object") && !native(each).localName.includes("-")) continue
		native(each).setAttribute("form", "") // it does not belong to a form that stays
		native(each).removeAttribute("name")
	}
}

function remove(element: Element) {
	leaving.delete(element)
	native(element).remove()
}

/** Removes the elements whose ids or keys the page has again. */
export function removeReplaced() {
	for (const element of leaving) if (isReplaced(element)) remove(element)
}

function isReplaced(element: Element) {
	const key = native(element).getAttribute("live-id")
	const siblings = [...native(element.parentElement!).children]
	return !native(element).isConnected
		|| key !== null && siblings.some(each => !leaving.has(each) && native(each).getAttribute("live-id") === key)
		|| elementsIn(element).some(each => {
			const id = native(each).getAttribute("id")
			return id && [...document.querySelectorAll(`[id="${CSS.escape(id)}"]`)].some(other => !isLeaving(other))
		})
}

const isLeaving = (element: Element) => [...leaving].some(each => native(each).contains(element))

/** Returns the time in ms of the longest animation of the commands of element. */
function animationTime(element: Element, steps: Step[], depth = 0): number {
	return Math.max(0, ...steps.flatMap(([name, target, ...args]) => {
		if (name === "exec" && !target && depth < maxNestedLists) {
			const list = native(element).getAttribute("live-commands-" + args[0])
			return list ? animationTime(element, client.parseSteps(list), depth + 1) : 0
		}
		return /^(show|hide|toggle|transition)$/.test(name!) ? args.map(animation => Number(animation[3]) || 0) : 0
	}))
}
