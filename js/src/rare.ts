// The module of bindings that few pages have.

import "./away"
import "./hover"
import "./shortcuts"
import "./windows"
import { recordAnchors, restoreAnchors } from "./anchor"
import { moduleScript } from "./client"
import { updateButtons } from "./disable"
import { updateLists } from "./lists"
import { listenToConnection, takeMounted } from "./mounted"
import { updatePolls } from "./poll"
import { keepRemoved, removeReplaced } from "./removal"
import { throttleDelay } from "./throttle"
import { observeViewport } from "./viewport"

/** Takes what has appeared in the page into account. It is called when the update is complete. */
function updateBindings() {
	takeMounted()
	observeViewport()
	updatePolls()
	updateLists()
}

moduleScript.ownParts = {
	beforeUpdate: recordAnchors,
	afterChange() {
		removeReplaced()
		updateButtons()
		restoreAnchors()
		queueMicrotask(updateBindings)
	},
	keepRemoved,
	throttleDelay,
}
listenToConnection()
updateButtons()
queueMicrotask(updateBindings)
