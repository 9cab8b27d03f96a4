// The modules that a page loads because it has certain attributes.

import { hooks } from "./hookcalls"
import { initModule } from "./modules"
import type { Listeners, Module } from "./needs"
import { rareBindings } from "./rarebindings"
import type { Session } from "./sessions"

/** The functions of the module of dialogs. */
interface DialogModule extends Listeners {
	/**
	 * Asks the question of an event, and repeats the event later if the user accepts. It reports whether the event is
	 * that repetition, or returns undefined if the page uses the question of the browser.
	 */
	ask(event: Event, element: Element, question: string): boolean | undefined
}

/** The functions of the module of rows. */
interface RowModule extends Listeners {
	/** Handles a click on a button that adds, removes or moves a row. */
	handleRowClick(event: MouseEvent, button: HTMLButtonElement): void
}

/** The functions of the module of streams. */
interface StreamModule extends Listeners {
	/** Applies an effect to the rows of a stream of session. */
	(session: Session, element: number, number: number, ops: StreamOp[]): void
}

/** An operation on the rows of a stream: rows to insert, a key to delete, or a limit. */
export type StreamOp = [at: number, html: string] | string | number

/** Dialogs, popovers, questions and portals (dialogs.ts). */
export const dialogs: Module<DialogModule> = {}

/** The rows of forms (sorting.ts). */
export const rows: Module<RowModule> = {}

/** Streams (streams.ts). */
export const streams: Module<StreamModule> = {}

initModule(rareBindings, "bindings",
	/^live-(click-away|mouse|key(up|=)|window|viewport|mounted|remove|connected|disconnected|throttle|disable|poll|lazy)/)
initModule(hooks, "hooks", /^live-hook/)
initModule(rows, "rows", /^live-(drag|row=)/)
initModule(dialogs, "dialogs", /^live-(modal|confirm-|portal|toggle)/)
initModule(streams, "streams", /^live-stream/)
