// Lists of steps: events, and commands that the client runs by itself (docs/reference/protocol.md, "Commands").
// The module that takes them (list.ts) is loaded when the page has a list and is idle, and otherwise when the
// first one is needed.

import { client, whenIdle } from "./calls"
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
	addEventListener("online", () => waiting[0] && loadCommands())
	whenIdle(() => {
		if (/="\[/.test(document.documentElement.innerHTML)) loadCommands()
	})
}

export const isList = (value: string | null) => value?.[0] === "["

export function parseSteps(list: string): Step[] {
	try {
		return JSON.parse(list)
	} catch (err) {
		console.error("live:", list, err)
		return []
	}
}

/** Queues the events of a list, and runs its commands. */
export function takeSteps(...steps: Steps) {
	waiting.push(steps)
	if (commands) takeWaiting(commands)
	else loadCommands()
}

function takeWaiting({ takeList }: CommandModule) {
	const wasRunning = isRunning // a command may cause a click
	isRunning = true
	while (waiting[0]) takeList(...waiting.shift()!)
	isRunning = wasRunning
}

/** Gives elements that the running update has replaced what commands have changed. */
export function keepChanges() {
	if (commands) commands.keepChanges()
	else if (hasLists) loadCommands()
}

async function loadCommands() {
	if (commands || isLoading) return
	isLoading = true
	try {
		commands = await load("commands", parts) as CommandModule
		takeWaiting(commands)
	} catch (url) {
		console.error("live: cannot load", url)
		if (waiting[0]) {
			setTimeout(loadCommands, retryDelay)
			fetch(url as string).then(({ status }) => {
				// The server is of another version.
				if (status === 404 && !client.hasInput()) client.reload()
			}, () => {})
		}
	}
	isLoading = false
}
