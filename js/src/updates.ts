// Applies updates of the root, and recovers when one does not fit: it requests the full HTML, or
// gives up.

import { giveUp } from "./ending"
import { takeAcks } from "./flow"
import { unknownVersion } from "./limits"
import type { OpItem } from "./patch"
import { adoptRoot, morphRoot, patchRoot } from "./root"
import { send } from "./socket"

/**
 * An update of the root (docs/reference/protocol.md, "Updates"). Content is a patch of version base, or full
 * HTML.
 */
export type Update = [version: number, content: OpItem[] | string, base?: number]

/** The version that the page shows, which is the one that the server expects. */
export let currentVersion = 0

let isHTMLRequested = false

export function setVersion(version: number) {
	currentVersion = version
	isHTMLRequested = false
}

/**
 * Applies the HTML of a join: of the adopted view, or of a new one. It reports false if that
 * failed.
 */
export const applyJoinedHTML = (html: string, isAdopted: boolean) =>
	attempt(() => isAdopted ? adoptRoot(html) : morphRoot(html), giveUpOnHTML)

/** Applies an update. It must be called inside change. */
export function applyUpdate([version, content, base = version - 1]: Update) {
	const isHTML = typeof content === "string"
	if (!isHTML && currentVersion !== base) {
		requestFullHTML(`version ${base}, not ${currentVersion}`)
		return
	}
	attempt(() => {
		if (isHTML) morphRoot(content)
		else patchRoot(content)
		setVersion(version)
	}, isHTML ? giveUpOnHTML : requestFullHTML)
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
function requestFullHTML(reason: unknown) {
	currentVersion = unknownVersion
	if (isHTMLRequested) return
	isHTMLRequested = true
	console.error("live: patch failed:", reason)
	send(["html", takeAcks()])
}

function giveUpOnHTML(err: unknown) {
	console.error("live: full HTML failed:", err)
	giveUp()
}
