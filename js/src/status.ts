// The class of the root that shows the state of the connection.

import { native } from "./native"
import { rootElement } from "./root"

/**
 * Connected; loading: joining or reconnecting; error: the client does not reconnect; disconnected: a
 * script has closed the connection.
 */
export type Status = "connected" | "loading" | "error" | "disconnected"

const statuses: Status[] = ["connected", "loading", "error", "disconnected"]

/** Sets the class of the root that shows status. */
export function showStatus(status: Status) {
	for (const each of statuses) native(rootElement).classList.toggle("live-" + each, each === status)
}
