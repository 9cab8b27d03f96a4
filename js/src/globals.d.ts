interface Window {
	trustedTypes?: { createPolicy(name: string, rules: { createHTML(s: string): string }): { createHTML(s: string): unknown } }
	liveSocket: {
		connect(): void
		disconnect(done?: () => void): void
		isConnected(): boolean
		pushEvent(el: Element, event: string, args?: Record<string, string>): void
		main: { el: HTMLElement }
	}
}

interface Document {
	prerendering?: boolean
}
