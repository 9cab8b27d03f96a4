// Applies updates of the root, and recovers when one does not fit: it requests the full HTML, or
// gives up.

import { send, takeAcks } from "./flow"
import { giveUp } from "./giveup"
import { unknownVersion } from "./limits"
import type { OpItem } from "./patch"
import { patchRoot, showHTML } from "./root"
import type { Session } from "./sessions"

/**
 * An update of the root (docs/reference/protocol.md, "Updates"). Content is a patch of version base, or full
 * HTML.
 */
export type Update = [version: number, content: OpItem[] | string, base?: number]

export function setVersion(session: Session, version: number) {
	session.shownVersion = version
	session.isHTMLRequested = false
}

/**
 * Applies the HTML of a join: of the adopted view, or of a new one. It reports false if that
 * failed.
 */
export const applyJoinedHTML = (session: Session, html: string, isAdopted: boolean) =>
	attempt(() => showHTML(session, html, isAdopted), giveUpOnHTML)

/** Applies an update. It must be called inside change. */
export function applyUpdate(session: Session, [version, content, base = version - 1]: Update) {
	const { isMissing, shownVersion } = session
	const isHTML = typeof content === "string"
	if (isMissing) return
	if (!isHTML && shownVersion !== base) {
		requestFullHTML(session, `version ${base}, not ${shownVersion}`)
		return
	}
	attempt(() => {
		if (isHTML) showHTML(session, content, false)
		else patchRoot(session, content)
		setVersion(session, version)
	}, isHTML ? giveUpOnHTML : reason => requestFullHTML(session, reason))
}

/** Calls action and reports whether it succeeded. It passes an exception to onError. */
export function attempt(action: () => void, onError: (err: unknown) => void) {
	try {
		action()
		return true
	} catch (err) {
		onError(err)
		return false
	}
}

/** Requests the full HTML, because the client is out of sync. */
export function requestFullHTML(session: Session, reason: unknown) {
	session.shownVersion = unknownVersion
	if (session.isHTMLRequested) return
	session.isHTMLRequested = true
	console.error("live: patch failed:", reason)
	send(session, ["html", takeAcks(session)])
}

function giveUpOnHTML(err: unknown) {
	console.error("live: full HTML failed:", err)
	giveUp()
}
