// Applies updates of the root, and recovers when one does not fit: it requests the full HTML, or
// gives up.

import { takeAcks } from "./flow"
import type { OpItem } from "./patch"
import type { Root } from "./root"
import { send } from "./socket"

/**
 * An update of one root (docs/reference/protocol.md, "Updates"). Content is a patch of version base, or full
 * HTML.
 */
export type Update = [root: number, version: number, content: OpItem[] | string, base?: number]

const unknownVersion = -1

let root: Root
let giveUp: () => void
let rootVersion = 0
let isHTMLRequested = false

/** Sets the root, and the function that is called when full HTML cannot be applied. */
export function initUpdates(r: Root, onFailure: () => void) {
	root = r
	giveUp = onFailure
}

export const currentVersion = () => rootVersion

/** Sets the version that the page shows, which is the one that the server expects. */
export function setVersion(version: number) {
	rootVersion = version
	isHTMLRequested = false
}

/**
 * Applies the HTML of a join: of the adopted view, or of a new one. It reports false if that
 * failed.
 */
export function applyJoinedHTML(html: string, isAdopted: boolean): boolean {
	return attempt(() => isAdopted ? root.adopt(html) : root.morph(html), giveUpOnHTML)
}

/** Applies an update. It must be called inside change. */
export function applyUpdate([rootNumber, version, content, base = version - 1]: Update) {
	if (rootNumber !== 0) return // the page is the only root
	if (typeof content === "string") {
		attempt(() => {
			root.morph(content)
			setVersion(version)
		}, giveUpOnHTML)
	} else if (rootVersion !== base) {
		requestFullHTML(`patch of version ${base}, not of ${rootVersion}`)
	} else {
		attempt(() => {
			root.patch(content)
			setVersion(version)
		}, requestFullHTML)
	}
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
	rootVersion = unknownVersion
	if (isHTMLRequested) return
	isHTMLRequested = true
	console.error("live: patch failed:", reason)
	send(["html", takeAcks(), 0])
}

function giveUpOnHTML(err: unknown) {
	console.error("live: full HTML failed:", err)
	giveUp()
}
