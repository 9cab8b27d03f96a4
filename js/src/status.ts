// The class of the root, and the attribute of the document, that show the state of the connection.

import { client } from "./functions"
import { document, native } from "./native"

/**
 * Connecting: the first WebSocket is opened, or one that a script or the user asked for. Reconnecting: the last one was
 * lost or did not open. Disconnected: a script has closed the connection. Error: the page has ended, and the client does
 * not reconnect by itself.
 */
export type Status = "connecting" | "connected" | "reconnecting" | "disconnected" | "error"

let shownClass = "live-error"

/** Shows status to style sheets: by an attribute of the document, and a class of the root. */
export function showStatus(status: Status) {
	native(document.documentElement).setAttribute("live-status", status)
	const { classList } = native(client.liveRoot)
	classList.remove(shownClass)
	classList.add(shownClass = "live-" + status.replace(/.*ting/, "loading"))
}
