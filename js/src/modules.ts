// The modules of the client: scripts that a page loads when it first needs them.

import { client, type Client } from "./functions"
import { idleTimeout, retryDelay, unreachable } from "./limits"
import { load } from "./load"
import { document, native } from "./native"
import { modules, noteAttribute, type Module } from "./needs"

/** Sets what the modules use, and loads those that the page needs. It must be called once, before the rest. */
export function initModules(parts: Omit<Client, "page">) {
	Object.assign(client, parts)
	whenIdle(() => {
		for (const element of document.querySelectorAll("*")) {
			for (const { name, value } of native(element).attributes) noteAttribute(name, value)
		}
		updateModules()
	})
}

/**
 * Sets how module is loaded: when the page has an attribute that matches neededBy, or for a call. settle is called after
 * each attempt, with the URL of the module if that has failed; if it returns true, another attempt follows.
 */
export function initModule(module: Module, name: string, neededBy?: RegExp, settle?: (url?: string) => unknown) {
	const calls = module.calls = [] as ((functions: unknown) => unknown)[]
	module.loadModule = async () => {
		if (module.ownParts || module.isLoading) return
		module.isLoading = true
		try {
			module.ownParts = await load(name, client)
			calls.splice(0).forEach(async action => action(module.ownParts)) // one that fails is reported in the console
			settle?.()
		} catch (url) {
			module.hasFailed = true
			console.error("live: cannot load", url)
			if (calls[0]) reloadPage(url as string)
			if (settle?.(url as string) || calls[0] || module.isNeeded) setTimeout(module.loadModule!, retryDelay)
		}
		module.isLoading = false
	}
	addEventListener("online", () => module.hasFailed && module.loadModule!())
	module.neededBy = neededBy
	if (neededBy) modules.push(module)
}

/** Calls action with what module gives the client, as soon as that is loaded. */
export function callModule<Functions>(module: Module<Functions>, action: (functions: Functions) => unknown) {
	if (module.ownParts) return action(module.ownParts)
	module.calls!.push(action)
	module.loadModule!()
}

/** Loads the modules that the page needs, and notifies those that are loaded that a root or the state of a session has changed. */
export function updateModules() {
	for (const { ownParts, isNeeded, loadModule } of modules) {
		if (ownParts) ownParts.afterChange?.()
		else if (isNeeded) loadModule!()
	}
}

/** Calls action when the page is idle. */
export function whenIdle(action: () => void) {
	const schedule = window.requestIdleCallback ?? setTimeout // Safari
	schedule(action, { timeout: idleTimeout } as object)
}

/**
 * Loads the page again, if the server is reached and the user has entered nothing: perhaps the server is of
 * another version, and so does not have the module at url.
 */
export async function reloadPage(url: string) {
	const { status } = await fetch(url).catch(() => ({ status: unreachable }))
	if (status < 500 && !client.hasInput()) client.reload()
}
