// The module of hooks: scripts of the page for elements with live-hook (docs/howto/hooks.md).

import { client, moduleScript } from "./client"
import type { Hook, HookClass } from "./functions"
import { unknownHookDelay } from "./limits"
import type { MirrorNode } from "./mirror"
import { document, native } from "./native"
import { restoreHeldOrders } from "./order"
import { createPush, endPushes, setAsleep } from "./hookpush"
import { sleeps } from "./successor"

/** The hook of one element. */
export interface MountedHook {
	element: Element
	/** The name of the hook. */
	hookName: string
	/** The object whose callbacks are called. */
	instance: Record<string, any>
	/** Ends with the element. */
	lifetime: AbortController
	/** Whether the session of the element may send events. */
	isOnline: boolean
	/** Whether the page of the element sleeps. */
	isAsleep?: boolean
	/** Whether disconnected was called. */
	wasOffline?: boolean
}

const registered = new Map<string, Hook>()

/** The hooks of all elements, in the order in which they were mounted. */
const mountedHooks = new Map<Node, MountedHook>()

/** Hooks whose beforeUpdate was called since the last call of callHooks. */
let updating = new Set<MountedHook>()

/** Calls listeners with what the server has pushed while this module was being loaded. */
const early: (() => void)[] = []

/** Names for which an error was written, or will be. */
const unknownNames = new Set<string>()

/** Reports an exception of a script of the page. */
const report = (hook: MountedHook, what: string, err: unknown) =>
	console.error(`live: hook "${hook.hookName}": ${what} has failed:`, err, hook.element)

/** Calls a callback, if the hook has it. It may be asynchronous. */
async function call(hook: MountedHook, callback: string) {
	try {
		await hook.instance[callback]?.()
	} catch (err) {
		report(hook, callback, err)
	}
}

/** Returns the mounted hooks, except those that a script destroys before their turn. */
function* allHooks() {
	for (const [element, hook] of [...mountedHooks]) if (mountedHooks.get(element) === hook) yield hook
}

const isOnline = (element: Element) => !!client.placeOf(element).session.isReady

/** Calls beforeUpdate of the hooks around node, the outermost first. */
function beforeChange(node: MirrorNode) {
	const changing: MountedHook[] = []
	for (let each: MirrorNode | null = node; each; each = each.parent) {
		const hook = mountedHooks.get(each.dom)
		if (hook && !updating.has(hook)) changing.unshift(hook)
	}
	for (const hook of changing) {
		updating.add(hook)
		call(hook, "beforeUpdate")
	}
}

const nameOf = (element: Element) => native(element).getAttribute("live-hook")

/** Calls destroyed, updated and mounted, for what has changed since the last call. */
function callHooks() {
	for (const [name, hook] of client.definitions.splice(0)) {
		if (registered.has(name)) console.error(`live: hook "${name}" is registered twice; the later one is used from now on`)
		registered.set(name, hook)
	}
	for (const hook of allHooks()) {
		const isAsleep = sleeps(hook.element)
		if (isAsleep !== !!hook.isAsleep) call(hook, isAsleep ? "asleep" : "awake")
		hook.isAsleep = isAsleep
		if (isAsleep) continue
		if (!native(hook.element).isConnected || nameOf(hook.element) !== hook.hookName) destroy(hook)
	}
	const updated = updating
	updating = new Set()
	for (const hook of updated) {
		if (mountedHooks.get(hook.element) === hook) call(hook, "updated")
	}
	for (const element of document.querySelectorAll("[live-hook]")) {
		const name = nameOf(element)
		if (!name || mountedHooks.has(element) || !native(element).isConnected) continue
		const hook = registered.get(name)
		if (hook) mount(element, name, hook)
		else reportUnknown(name)
	}
}

function mount(element: Element, hookName: string, definition: Hook) {
	const lifetime = new AbortController()
	const { signal } = lifetime
	const hook: MountedHook = { element, hookName, instance: {}, lifetime, isOnline: isOnline(element) }
	mountedHooks.set(element, hook)
	try {
		hook.instance = typeof definition === "function" ? new (definition as HookClass)() : Object.create(definition)
		Object.assign(hook.instance, {
			el: element,
			signal,
			push: createPush(hook),
			handle: (name: string, listener: (value: unknown) => unknown) => {
				const handleEvent = ({ detail }: Pick<CustomEvent, "detail">) => {
					try {
						listener(detail)
					} catch (err) {
						report(hook, `handle("${name}")`, err)
					}
				}
				const type = "live:" + name
				addEventListener(type, handleEvent as unknown as EventListener, { signal })
				for (const [pushed, detail] of client.earlyPushes) {
					if (pushed === name) early.push(() => handleEvent({ detail }))
				}
				return () => removeEventListener(type, handleEvent as unknown as EventListener)
			},
		})
	} catch (err) {
		report(hook, "creating it", err)
	}
	call(hook, "mounted")
}

function destroy(hook: MountedHook) {
	mountedHooks.delete(hook.element)
	call(hook, "destroyed")
	hook.lifetime.abort()
}

/** Writes an error, unless a script that is still loading registers the hook. */
function reportUnknown(name: string) {
	if (unknownNames.has(name)) return
	unknownNames.add(name)
	const check = () => setTimeout(() => {
		if (registered.has(name)) return
		console.error(`live: no script has registered the hook "${name}"; call liveSocket.hook("${name}", { mounted() {} }) in a script of the page`)
	}, unknownHookDelay)
	if (document.readyState === "complete") check()
	else addEventListener("load", check)
}

/** Calls disconnected or reconnected of the hooks whose session cannot send events any longer, or can again. */
function checkSessions() {
	if (native(document.documentElement).getAttribute("live-status") === "error") endPushes()
	for (const hook of allHooks()) {
		if (isOnline(hook.element) === hook.isOnline) continue
		hook.isOnline = !hook.isOnline
		if (hook.isOnline && !hook.wasOffline) continue // it was mounted before the page has joined
		hook.wasOffline = true
		call(hook, hook.isOnline ? "reconnected" : "disconnected")
	}
}

// The client sets the attribute whenever the connection changes.
new MutationObserver(checkSessions).observe(document.documentElement, { attributeFilter: ["live-status"] })

// Before the client closes the connection.
addEventListener("pagehide", event => {
	if (!event.persisted) return
	for (const hook of allHooks()) call(hook, "asleep")
	setAsleep(true)
}, true)
addEventListener("pageshow", event => {
	if (!event.persisted) return
	setAsleep(false)
	for (const hook of allHooks()) call(hook, "awake")
}, true)

/** Is called after each change of a root, and when a session may send events or has ended. */
function afterChange() {
	restoreHeldOrders()
	queueMicrotask(checkSessions)
}

moduleScript.ownParts = { beforeChange, callHooks, afterChange }
callHooks()
for (const handle of early) handle()
client.earlyPushes = []
