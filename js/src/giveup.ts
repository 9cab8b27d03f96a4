// Ends a session that cannot go on.

import { callUI } from "./calls"
import { disconnect } from "./connection"
import { UI } from "./functions"
import { unacknowledgedEvents } from "./queue"

/** Ends the connection, and loads the page again as soon as the server would serve it. */
export function giveUp() {
	const events = unacknowledgedEvents()
	disconnect("error")
	callUI(UI.giveUp, events.length)
}
