// The modules that a page loads because it has certain attributes.

import { initModule } from "./modules"
import type { Listeners, Module } from "./needs"

/** The functions of the module of dialogs. */
interface DialogModule extends Listeners {
	/**
	 * Asks the question of an event, and repeats the event later if the user accepts. It reports whether the event is
	 * that repetition, or returns undefined if the page uses the question of the browser.
	 */
	ask(event: Event, element: Element, question: string): boolean | undefined
}

/** Bindings that few pages have (rare.ts). */
export const rareBindings: Module<Listeners> = {}

/** Hooks (hooks.ts). */
export const hooks: Module<Listeners> = {}

/** Dialogs, popovers, questions and portals (dialogs.ts). */
export const dialogs: Module<DialogModule> = {}

/** Asks for another attempt, if the last one has failed. */
const retry = (url?: string) => url

initModule(rareBindings, "bindings", retry,
	/^live-(click-away|mouse|keyup|window|viewport|mounted|remove|connected|disconnected|throttle|disable|poll)/)
initModule(hooks, "hooks", retry, /^live-hook/)
initModule(dialogs, "dialogs", retry, /^live-(modal|confirm|portal|toggle)/)
