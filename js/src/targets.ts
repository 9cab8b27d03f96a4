// The elements that a command is for (docs/reference/protocol.md, "Commands").

import { client } from "./client"
import { dispatchLiveEvent } from "./dom"
import { document, native } from "./native"
import type { LiveEvent } from "./queue"
import type { Session } from "./sessions"

export interface Place {
	session: Session
	component: number
}

/** The element with a list, and the component that it belongs to. */
export interface Origin {
	self: Element | null
	place: Place
	/** The event to which the list of a handler is the answer. */
	cause?: LiveEvent
}

const isSame = (a: Place, b: Place) => a.session === b.session && a.component === b.component

/**
 * Returns the elements of the target of a command: none if it is invalid. The developer's module learns of those
 * without elements.
 */
export function resolve(target: string, origin: Origin, command: string): Element[] {
	try {
		const elements = find(target, origin)
		if (!elements[0] && target) noteMistake({ command, target }, origin)
		return elements
	} catch (err) {
		console.error(`live: ${command}:`, err)
		return []
	}
}

/** Passes what is probably a mistake to the developer's module, if there is one. */
export const noteMistake = (mistake: object, { self }: Origin) => dispatchLiveEvent("dev", { ...mistake, el: self })

function find(target: string, { self, place }: Origin): Element[] {
	const selector = target.slice(1)
	if (!target) return self ? [self] : []
	if (target[0] === ">") {
		return [...document.querySelectorAll(selector)].filter(element =>
			element !== self && client.lineage(element).includes(self!) && isSame(client.placeOf(element), place))
	}
	if (target[0] !== "<") return [...document.querySelectorAll(target)]
	for (const each of self ? client.lineage(self) : []) {
		if (each !== self && !isSame(client.placeOf(each), place)) break
		if (native(each).matches(selector)) return [each]
		if (each === client.rootOf(place.session)) break // what is around the root is not part of the view
	}
	return []
}

/** Returns the element of a component or, for 0, the root of session. */
export function elementOfComponent({ session, component }: Place): Element | null {
	const root = client.rootOf(session)
	if (!component) return root
	const elements = [...document.querySelectorAll(`[live-c="${component}"]`)] // the root, or a portal, contains it
	return elements.find(element => client.placeOf(element).session === session) ?? null
}
