// Declarations of globals: the client's own, and those that TypeScript does not know yet.

interface TrustedTypePolicyRules {
	createHTML(html: string): string
	createScriptURL(url: string): string
}

interface Window {
	trustedTypes?: {
		createPolicy(name: string, rules: TrustedTypePolicyRules): { [Name in keyof TrustedTypePolicyRules]: (text: string) => unknown }
	}
	/** For scripts of the page. */
	liveSocket: {
		connect(): void
		disconnect(done?: () => void): void
		isConnected(): boolean
		/** The state of the connection of the page. */
		readonly status: "connecting" | "connected" | "reconnecting" | "disconnected" | "error"
		/** Sends an event as if el had a binding of that name. */
		pushEvent(el: Element, event: string, args?: Record<string, string>): void
		/** Registers a hook: an object with callbacks, or a class. */
		hook(name: string, hook: object): void
		main: { el: HTMLElement }
		/** Writes messages to the console, until disableDebug is called in this tab. */
		enableDebug(): void
		disableDebug(): void
		/** Simulates a slow connection, until disableLatencySim is called in this tab. */
		enableLatencySim(options?: number | { latency?: number, jitter?: number, loss?: number }): void
		disableLatencySim(): void
		/** Asks the question of live-confirm, if the html element has the attribute live-confirm-dialog. A page may set it. */
		confirm?(question: string, element: Element): boolean | Promise<boolean>
	}
}

interface Document {
	prerendering?: boolean
}

/** The text of the style sheet. */
declare module "*.css" {
	const text: string
	export default text
}
