// Lists of steps: events, and commands that the client runs by itself (docs/reference/protocol.md, "Commands").
// The module that takes them (list.ts) is loaded when the page has a list and is idle, and otherwise when the
// first one is needed.

import { reloadPage, whenIdle } from "./calls"
import type { CommandClient } from "./commandclient"
import { retryDelay } from "./limits"
import { load } from "./load"
import { hasLists } from "./mirror"
import { document } from "./native"
import type { LiveEvent } from "./queue"

/** An event, or the name of a command and its arguments. */
export type Step = string | [name?: string, ...args: any[]]

/** A list to take, the element and the attribute that it belongs to, and what its events have. */
export type Steps = [
	element: Element | null, binding: string, list: string | Step[], fields: Partial<LiveEvent>, args?: Record<string, string>,
]

/** The functions of the module. */
export interface CommandModule {
	/** Takes a list. It does not throw. */
	takeList(...steps: Steps): void
	/** Is called after each update. */
	keepChanges(): void
}

/** True while commands run. */
export let isRunning = false

let parts: CommandClient
let commands: CommandModule | undefined
let isLoading = false

/** Lists that wait for the module. */
const waiting: Steps[] = []

/** Sets what the module uses, and loads the module if the document has a list. It must be called once, before the rest. */
export function initCommands(p: CommandClient) {
	parts = p
	addEventListener("online", () => waiting[0] && takeWaiting())
	whenIdle(() => {
		if (/="\[/.test(document.documentElement.innerHTML)) takeWaiting()
	})
}

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
export function takeSteps(...steps: Steps) {
	waiting.push(steps)
	takeWaiting()
}

/** Calls action, which runs commands. It must not throw. */
export function asCommand(action: () => void) {
	const wasRunning = isRunning // a command may cause a click
	isRunning = true
	action()
	isRunning = wasRunning
}

/** Gives elements that the running update has replaced what commands have changed. */
export function keepChanges() {
	if (commands) commands.keepChanges()
	else if (hasLists) takeWaiting()
}

/** Takes the lists that wait: now, if the module is loaded. */
async function takeWaiting() {
	if (!commands) {
		if (isLoading) return
		isLoading = true
		try {
			commands = await load("commands", parts) as CommandModule
		} catch (url) {
			console.error("live: cannot load", url)
			if (waiting[0]) {
				setTimeout(takeWaiting, retryDelay)
				reloadPage(url as string)
			}
		}
		isLoading = false
	}
	while (commands && waiting[0]) asCommand(() => commands!.takeList(...waiting.shift()!))
}
