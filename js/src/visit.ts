// Navigations: one at a time, and a newer one takes the place of an older one.

import { arrive } from "./arrive"
import { wakePage } from "./back"
import { client } from "./client"
import { fetchPage, isSameDocument, isWeb, pageVersion, type Fetched } from "./fetchpage"
import { UI } from "./functions"
import { leaveDocument, mayLeave } from "./guard"
import type { PageLoading } from "./progress"
import { putBack, restored } from "./restore"
import { cancelVisit, endVisit, isRunning, startVisit, stay, type Kind } from "./running"
import { currentEntry } from "./scroll"
import { findPage } from "./pages"
import { showPage } from "./swap"

/** Whether a message says that the last navigation has failed. */
let hasFailed = false

const failureKey = "live-navigate"

/** Reports whether scripts of the page and the user allow a navigation to url. */
function isAllowed(url: URL, kind: Kind) {
	const detail = { to: url.href, kind }
	const event = new CustomEvent("live:before-navigate", { detail, cancelable: true })
	return dispatchEvent(event) && (kind === "server" || mayLeave()) // the view knows what it has saved
}

/** Navigates to url. done is called when that has ended. */
export function visit(url: URL, replaces = false, kind: Kind = "server", done?: () => void) {
	if (isSameDocument(url, new URL(location.href)) && url.hash) { // the browser scrolls
		location[replaces ? "replace" : "assign"](url)
		return done?.()
	}
	if (!isAllowed(url, kind)) {
		done?.()
		return stay(kind)
	}
	client.flushAll()
	cancelVisit()
	run(url, kind, replaces, done)
}

/** Shows the page of the entry that the user went to. */
export function visitEntry() {
	const url = new URL(location.href)
	cancelVisit(false)
	if (!isAllowed(url, "history")) return putBack()
	client.flushAll()
	const page = findPage(currentEntry())
	if (page) wakePage(page)
	else run(url, "history", true)
}

async function run(url: URL, kind: Kind, replaces: boolean, done?: () => void) {
	if (url.origin !== location.origin || !pageVersion() || !client.isWanted()) {
		done?.()
		await client.cookiesSent // they concern the next page
		return loadDocument(url, replaces)
	}
	const loading: PageLoading = { kind: "navigate", to: url.href }
	const navigation = startVisit(kind, () => {
		done?.()
		client.endPageLoading(loading)
	})
	const isCurrent = () => isRunning(navigation)
	client.startPageLoading(loading)
	await client.cookiesSent
	const fetched = await fetchPage(url, navigation.controller.signal)
	await restored
	const shown = isCurrent() && await finish(fetched, kind, replaces, isCurrent)
	endVisit(navigation, shown ? client.page : undefined)
	if (shown) arrive(shown, kind === "history")
}

/** Shows what was fetched, unless the navigation ends meanwhile. It returns the URL of the page, if that is shown. */
async function finish(fetched: Fetched, kind: Kind, replaces: boolean, isCurrent: () => boolean) {
	if ("failure" in fetched) return fail(fetched.failure, fetched.reason, kind)
	if (hasFailed) client.callUI(UI.showFlash, "error", "", { key: failureKey })
	hasFailed = false
	if ("document" in fetched) return loadDocument(fetched.document, replaces)
	const { found } = fetched
	if (await showPage(found, kind === "history", replaces, isCurrent)) return found.url
	if (isCurrent()) loadDocument(found.url, replaces)
}

/** Says that a navigation has failed. The page stays. */
function fail(text: string, reason: unknown, kind: Kind) {
	hasFailed = true
	console.error("live: navigation failed:", reason)
	client.callUI(UI.explainVisit, text, failureKey)
	stay(kind)
}

function loadDocument(url: URL, replaces: boolean) {
	if (!isWeb(url)) return
	leaveDocument()
	if (!isSameDocument(url, new URL(location.href))) return location[replaces ? "replace" : "assign"](url)
	history.replaceState(history.state, "", url)
	location.reload() // another URL with a fragment would only scroll
}
