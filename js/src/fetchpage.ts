// Fetches the document of another page, without leaving this one (docs/reference/protocol.md, "Navigation").

import { client } from "./client"
import { maxRedirects } from "./limits"
import { document, native } from "./native"

/** A page that may take the place of this one. */
export interface FetchedPage {
	url: URL
	html: string
	/** Whether the page must not be kept when it is left. */
	isPrivate: boolean
}

/** What came of it: a page, the URL of a document to load, or the key of the text that says why it has failed. */
export type Fetched = { found: FetchedPage } | { document: URL } | { failure: string, reason: unknown }

/** Returns the version of the newest page, or undefined if the server does not support this. */
export const pageVersion = () => document.querySelector<HTMLMetaElement>("head>meta[name=live-page]")?.content

export const pathOf = ({ pathname, search }: URL) => pathname.replace(/^\/+/, "/") + search

/** Reports whether url leads to a document: a javascript: URL would run. */
export const isWeb = ({ protocol }: URL) => /^https?:$/.test(protocol)

/** Reports whether two URLs differ at most in their fragments. */
export const isSameDocument = (a: URL, b: URL) => a.origin === b.origin && pathOf(a) === pathOf(b)

/** Returns the keys of the sticky views in regions, which the server need not mount again. */
const stickyKeys = () => [...document.querySelectorAll("[live-region] [live-sticky]")]
	.filter(root => client.sessions.some(session => client.rootOf(session) === root))
	.map(root => encodeURIComponent(native(root).getAttribute("live-sticky")!)).join()

/** Fetches the page at url and follows redirects, one at a time: only the browser can leave the origin. */
export async function fetchPage(url: URL, signal: AbortSignal, headers: Record<string, string> = {}): Promise<Fetched> {
	for (let step = 0; step <= maxRedirects; step++) {
		let response: Response
		try {
			response = await fetch(location.origin + pathOf(url), {
				headers: { "Live-Navigate": pageVersion()!, "Live-Sticky": stickyKeys(), ...headers },
				redirect: "manual",
				mode: "same-origin",
				credentials: "same-origin",
				cache: "no-store",
				signal,
			})
			const target = response.headers.get("Live-Location")
			const isPage = response.status === 200 && response.headers.has("Live-Page") &&
				/^text\/html\b/i.test(response.headers.get("Content-Type") ?? "")
			if (isPage) {
				const isPrivate = /\bno-store\b/i.test(response.headers.get("Cache-Control") ?? "")
				return { found: { url, html: await response.text(), isPrivate } }
			}
			response.body?.cancel()
			if (response.status !== 204 || target === null) return { document: url }
			const next = new URL(target, location.origin + pathOf(url))
			next.hash ||= url.hash
			if (!isWeb(next)) return { document: url } // the browser decides whether to follow that
			if (next.origin !== location.origin || isSameDocument(next, url)) return { document: next }
			url = next
		} catch (reason) {
			return { failure: "notloaded", reason }
		}
	}
	return { failure: "redirects", reason: `more than ${maxRedirects} redirects` }
}
