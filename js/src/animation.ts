// Transitions between classes.

import { classTokens } from "./dom"
import { native } from "./native"

/** Classes for the whole time, at the start, and from then on; and the time in ms. */
export type Animation = [during: string, from: string, to: string, ms: number]

/** Functions that end the animation of an element. */
const running = new Map<Element, () => void>()

export const finishAnimation = (element: Element) => running.get(element)?.()

/** Runs an animation, and then calls onEnd. */
export function animate(element: Element, [during, from, to, ms]: Animation, onEnd?: () => void) {
	finishAnimation(element)
	const { classList } = native(element)
	const added = classTokens(`${during} ${from} ${to}`).filter(name => !classList.contains(name))
	const change = (classes: string, isWanted: boolean) => {
		for (const name of classTokens(classes)) {
			if (added.includes(name)) classList.toggle(name, isWanted)
		}
	}
	change(`${during} ${from}`, true)
	native(element).getBoundingClientRect() // the browser computes the styles of the start
	const removed = classTokens(from).filter(name => !classTokens(`${during} ${to}`).includes(name))
	change(removed.join(" "), false)
	change(to, true)

	const timer = setTimeout(() => finishAnimation(element), ms)
	running.set(element, () => {
		clearTimeout(timer)
		running.delete(element)
		change(added.join(" "), false)
		onEnd?.()
	})
}
