// Types of the browser client of Lively, for scripts of applications. docs/howto/hooks.md explains hooks.

/** What a promise of a push is rejected with. */
interface LivePushError extends Error {
	outcome: "refused" | "stale" | "lost" | "asleep"
}

/** Events that a hook pushes, by the name of their type without the package. */
type LiveEvents = Record<string, { args?: object; reply?: unknown }>

/** What the client adds to a hook. */
interface LiveHookContext<Events extends LiveEvents = LiveEvents, E extends Element = HTMLElement> {
	readonly el: E
	/** Ends with the element. */
	readonly signal: AbortSignal
	/** Sends events that live.Hook lists. A promise is rejected with a LivePushError. */
	readonly push: { readonly [Name in keyof Events]: (args?: Events[Name]["args"]) => Promise<Events[Name]["reply"]> }
	/** Calls listener with the values that Socket.Push sends under a name. It returns a function that stops that. */
	handle<Value = unknown>(name: string, listener: (value: Value) => unknown): () => void
}

interface LiveHookCallbacks {
	mounted?(): unknown
	beforeUpdate?(): unknown
	updated?(): unknown
	destroyed?(): unknown
	disconnected?(): unknown
	reconnected?(): unknown
	asleep?(): unknown
	awake?(): unknown
}

/** A hook as an object. In its functions, this has the properties of LiveHookContext and its own. */
type LiveHook<Events extends LiveEvents = LiveEvents, E extends Element = HTMLElement, Own extends object = {}> =
	LiveHookCallbacks & Own & ThisType<LiveHookContext<Events, E> & LiveHookCallbacks & Own>

interface LiveSocket {
	connect(): void
	disconnect(done?: () => void): void
	isConnected(): boolean
	/** Also the attribute live-status of the html element. */
	readonly status: "connecting" | "connected" | "reconnecting" | "disconnected" | "error"
	/** Writes each message to the console, in this tab until disableDebug is called. */
	enableDebug(): void
	disableDebug(): void
	/**
	 * Simulates a slow connection, in this tab until disableLatencySim is called. latency is added to the round trip,
	 * and up to jitter, both in ms. A number is the latency. loss is the part of messages that are delayed as if they
	 * were lost once, at least 0 and less than 1.
	 */
	enableLatencySim(options: number | { latency?: number, jitter?: number, loss?: number }): void
	disableLatencySim(): void
	/** Registers a hook: an object with callbacks, or a class. */
	hook<Own extends object>(name: string, hook: Own & LiveHookCallbacks & ThisType<Own & LiveHookContext<any, any>>): void
	hook(name: string, hook: new () => LiveHookCallbacks): void
	/** Sends an event as if el had a binding of that name. */
	pushEvent(el: Element, event: string, args?: Record<string, string>): void
	readonly main: { el: HTMLElement }
	/** Asks the question of live-confirm, if the html element has the attribute live-confirm-dialog. A page may set it. */
	confirm?(question: string, element: Element): boolean | Promise<boolean>
}

declare var liveSocket: LiveSocket

interface LiveLoading {
	kind: "initial" | "patch" | "navigate" | "error"
	to: string
}

/** Another page will be shown, or is shown. kind is present before that: what has caused the navigation. */
interface LiveNavigation {
	to: string
	kind?: "link" | "server" | "history"
}

interface LiveFailure {
	outcome: string
	why: string
	ref?: number
	el?: Element
}

/** A mistake of the application, or a command that has found no element. */
type LiveMistake =
	| { kind: string; text: string; quote?: string }
	| { command: string; target: string; list?: string; el?: Element }

/** The events that the client dispatches on window or an element. */
interface LiveEventMap {
	"live:page-loading-start": CustomEvent<LiveLoading>
	"live:page-loading-stop": CustomEvent<LiveLoading>
	/** A script that calls preventDefault keeps the page. */
	"live:before-navigate": CustomEvent<LiveNavigation>
	"live:navigate": CustomEvent<LiveNavigation>
	"live:reply": CustomEvent<any>
	"live:copied": CustomEvent<string>
	"live:error": CustomEvent<LiveFailure>
	"live:dev": CustomEvent<LiveMistake>
	"live:connected": CustomEvent<{ reason: string }>
	"live:disconnected": CustomEvent<{ reason: string }>
}

interface WindowEventMap extends LiveEventMap {}
