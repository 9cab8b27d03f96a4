// Lists of steps: events, and commands that the client runs by itself (docs/reference/protocol.md, "Commands").
// The module that takes them (list.ts) is loaded when the page has a list and is idle, and otherwise when the
// first one is needed.

import { callModule, initModule } from "./modules"
import type { Listeners, Module } from "./needs"
import type { LiveEvent } from "./queue"

/** An event, or the name of a command and its arguments. */
export type Step = string | [name?: string, ...args: any[]]

/** A list to take, the element and the attribute that it belongs to, and what its events have. */
export type Steps = [
	element: Element | null, binding: string, list: string | Step[], fields: Partial<LiveEvent>, args?: Record<string, string>,
]

/** The functions of the module. */
export interface CommandModule extends Listeners {
	/** Takes a list. It does not throw. */
	takeList(...steps: Steps): void
}

/** True while commands run. */
export let isRunning = false

const commands: Module<CommandModule> = {}

initModule(commands, "commands", /=\[/)

export const isList = (value: string | null) => value?.[0] === "["

/** Returns the steps of a list: none if it is malformed. */
export function parseSteps(list: string): Step[] {
	try {
		return JSON.parse(list)
	} catch (err) {
		console.error("live:", err)
		return []
	}
}

/** Queues the events of a list, and runs its commands. */
export const takeSteps = (...steps: Steps) => callModule(commands, ({ takeList }) => asCommand(() => takeList(...steps)))

/** Calls action, which runs commands. It must not throw. */
export function asCommand(action: () => void) {
	const wasRunning = isRunning // a command may cause a click
	isRunning = true
	action()
	isRunning = wasRunning
}
