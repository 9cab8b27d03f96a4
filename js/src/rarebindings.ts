// The module of bindings that few pages have (rare.ts).

import type { Listeners, Module } from "./needs"

/** The functions of the module. */
export interface RareBindings extends Listeners {
	/** Keeps dom, which an update removes, in the page for now. It reports false if it is not to be kept. */
	keepRemoved(dom: Node): boolean
	/** Returns the delay in ms of an event of a binding, or undefined if it is sent at once. */
	throttleDelay(event: Event, element: Element, binding: string, source: Element): string | undefined
}

export const rareBindings: Module<RareBindings> = {}
