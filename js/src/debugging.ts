// Access to the module for debugging (debug.ts), which no page loads by itself.

import { callModule, initModule } from "./modules"
import type { Module } from "./needs"

/** The methods of liveSocket that the module has. */
export type Debugging = Pick<Window["liveSocket"], "enableDebug" | "disableDebug" | "enableLatencySim" | "disableLatencySim">

const debug: Module<Debugging> = {}

initModule(debug, "debug")

/** Calls action at once, or when the module is loaded if that is enabled in this tab. */
export function afterDebug(action: () => void) {
	try {
		if (sessionStorage.liveDebug) return callModule(debug, action)
	} catch { } // the user does not allow storage
	action()
}

export const debugging = {} as Debugging
for (const name of ["enableDebug", "disableDebug", "enableLatencySim", "disableLatencySim"] as const) {
	debugging[name] = (options?: any) => callModule(debug, methods => methods[name](options))
}
