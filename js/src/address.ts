// The address of the page. A module follows links that keep the view, and the browser's Back and Forward
// (navigation.ts).

import { callModule, initModule } from "./modules"
import type { Listeners, Module } from "./needs"

export interface NavigationModule extends Listeners {
	/** Changes the address to a path and query that the view shows already, and scrolls to its anchor. */
	setAddress(path: string, replace: boolean): void
	/** Changes the address, and sends it to the view. done is called when the view has handled it. */
	followURL(url: URL, done?: () => void): void
	/** Follows the browser's Back and Forward. */
	handlePopState(): void
}

const navigation: Module<NavigationModule> = {}

initModule(navigation, "navigation", /^live-patch/)
navigation.isNeeded = !!history.state?.live // the module has made the entry

/** Calls action with the functions of the module, as soon as it is loaded. */
export const callNavigation = (action: (module: NavigationModule) => void) => callModule(navigation, action)
