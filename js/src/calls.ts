// Calls of the module with what a page rarely needs at first (ui.ts). Pages load it when they first need it,
// and otherwise when they have joined and are idle: it must be there when the network is not.

import { UI, type Client } from "./functions"
import { idleTimeout, maxCalls, retryDelay, unreachable } from "./limits"
import { load } from "./load"

type Functions = Record<UI, (...args: any[]) => unknown>

/** What the module uses. */
export let client: Client

/** The functions of the module, once it is loaded. */
export let functions: Functions | undefined

/** Whether the last attempt to load the module has failed. */
export let hasFailed = false

let isLoading = false

/** Calls that wait for the module. */
const calls: [f: UI, args: unknown[]][] = []

/** Sets what the module uses. It must be called once, before the rest. */
export function initUI(c: Client) {
	client = c
	addEventListener("online", loadUI)
}

/** Calls f, as soon as the module is loaded. */
export function callUI(f: UI, ...args: unknown[]) {
	if (functions) return functions[f](...args)
	calls.push([f, args])
	if (calls[maxCalls]) calls.shift()
	loadUI()
}

/** Calls f, which changes what earlier calls of the module show. */
export function updateUI(f: UI, ...args: unknown[]) {
	if (functions || calls[0]) callUI(f, ...args)
}

/** Calls f, which shows a state of the client, if the module is loaded. */
export const notifyUI = (f: UI) => functions?.[f]()

/** Calls action when the page is idle. */
export function whenIdle(action: () => void) {
	const schedule = window.requestIdleCallback ?? setTimeout // Safari
	schedule(action, { timeout: idleTimeout } as object)
}

/** Loads the module when the page is idle. */
export function prepareUI() {
	if (!functions) whenIdle(loadUI)
}

/** Loads the module. */
export async function loadUI() {
	if (functions || isLoading) return
	isLoading = true
	try {
		functions = await load("ui", client) as Functions
		calls.forEach(async ([f, args]) => functions![f](...args)) // one that fails is reported in the console
		calls.length = 0
		client.handleHeld()
	} catch (url) {
		hasFailed = true
		console.error("live: cannot load", url)
		if (client.handleHeld() || calls[0]) setTimeout(loadUI, retryDelay)
		if (calls.some(([f]) => f === UI.giveUp)) reloadPage(url as string)
	}
	isLoading = false
}

/**
 * Loads the page again, if the server is reached and the user has entered nothing: perhaps the server is of
 * another version, and so does not have the module at url.
 */
export async function reloadPage(url: string) {
	const { status } = await fetch(url).catch(() => ({ status: unreachable }))
	if (status < 500 && !client.hasInput()) client.reload()
}
