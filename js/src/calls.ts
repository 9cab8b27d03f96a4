// Calls of the module with what a page rarely needs at first (ui.ts). Pages load it when they first need it,
// and otherwise when they have joined and are idle: it must be there when the network is not.

import { client, UI, ui } from "./functions"
import { maxCalls } from "./limits"
import { initModule, reloadPage, whenIdle } from "./modules"

/** Calls that wait for the module. */
const calls: [f: UI, args: unknown[]][] = []

initModule(ui, "ui", undefined, url => {
	if (!url) calls.splice(0).forEach(async ([f, args]) => ui.ownParts![f](...args)) // one that fails is reported in the console
	const isHolding = client.handleHeld()
	if (calls.some(([f]) => f === UI.giveUp)) reloadPage(url!)
	return isHolding || calls[0]
})

/** Calls f, as soon as the module is loaded. */
export function callUI(f: UI, ...args: unknown[]) {
	if (ui.ownParts) return ui.ownParts[f](...args)
	calls.push([f, args])
	if (calls[maxCalls]) calls.shift()
	ui.loadModule!()
}

/** Calls f, which changes what earlier calls of the module show. */
export function updateUI(f: UI, ...args: unknown[]) {
	if (ui.ownParts || calls[0]) callUI(f, ...args)
}

/** Calls f, which shows a state of the client, if the module is loaded. */
export const notifyUI = (f: UI) => ui.ownParts?.[f]()

/** Loads the module when the page is idle. */
export function prepareUI() {
	if (!ui.ownParts) whenIdle(ui.loadModule!)
}
