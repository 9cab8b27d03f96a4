// Calls of the module of hooks (hooks.ts).

import type { MirrorNode } from "./mirror"
import type { Listeners, Module } from "./needs"

/** The functions of the module of hooks (hooks.ts). */
export interface HookModule extends Listeners {
	/** Is called before each change of an element or text in a root. */
	beforeChange(node: MirrorNode): void
	/** Is called after each update of a root, when the client handles events of the DOM again. */
	callHooks(): void
}

/** Hooks. */
export const hooks: Module<HookModule> = {}

/** Is called before each change of node in the page. */
export const beforeChange = (node: MirrorNode) => hooks.ownParts?.beforeChange(node)

/** Calls the hooks of elements that have changed. */
export const callHooks = () => hooks.ownParts?.callHooks()
