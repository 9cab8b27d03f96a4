// The address of the page. A module follows links that keep the view, and the browser's Back and Forward
// (navigation.ts).

import { currentPath } from "./dom"
import { client } from "./functions"
import { callModule, initModule } from "./modules"
import type { Listeners, Module } from "./needs"

export interface NavigationModule extends Listeners {
	/** Changes the address to a path and query that the view shows already. */
	setAddress(path: string, replace: boolean): void
	/** Scrolls to the anchor of the address, which may be new in the page. */
	scrollToAnchor(): void
	/** Changes the address, and sends it to the view. done is called when the view has handled it. */
	followURL(url: URL, done?: () => void, replace?: boolean): void
	/** Follows the browser's Back and Forward. */
	handlePopState(): void
	/** Navigates to another page. */
	visit(url: URL, replaces?: boolean): void
	/** Resumes the pages that sleep: the page in view is connected again. */
	resumePages(): void
}

export const navigation: Module<NavigationModule> = {}

initModule(navigation, "navigation", /^live-(patch|navigate|unsaved)/)
navigation.isNeeded = !!history.state?.live // the module has made the entry

/** Calls action with the functions of the module, as soon as it is loaded. */
export const callNavigation = (action: (module: NavigationModule) => void) => callModule(navigation, action)

/**
 * Changes the address to a path and query that the view shows already. Scripts that handle the next effects read it,
 * so this does not wait for the module.
 */
export function setAddress(path: string, replace: boolean) {
	if (navigation.ownParts) navigation.ownParts.setAddress(path, replace)
	else {
		history[replace ? "replaceState" : "pushState"](replace ? history.state : null, "", location.origin + path)
		client.page.viewURL = currentPath()
		client.viewEntry = history.state?.live
	}
	callNavigation(({ scrollToAnchor }) => scrollToAnchor())
}

/** Navigates to another page. */
export const navigate = (to: string, replaces?: boolean) => callNavigation(({ visit }) => visit(new URL(to, location.href), replaces))
