// The module of bindings that few pages have.

import "./away"
import "./hover"
import "./shortcuts"
import "./windows"
import { recordAnchors, restoreAnchors } from "./anchor"
import { client, moduleScript } from "./client"
import { updateButtons } from "./disable"
import { observeLazy } from "./lazyviews"
import { updateLists } from "./lists"
import { listenToConnection, takeConnected, takeMounted } from "./mounted"
import { updatePolls } from "./poll"
import { keepRemoved, removeReplaced } from "./removal"
import { throttleDelay } from "./throttle"
import { observeViewport } from "./viewport"

/**
 * Takes what has appeared in the page into account. It is called when the update is complete. Before the page has
 * joined, nothing has appeared yet: live-mounted comes first.
 */
function updateBindings() {
	observeLazy()
	if (!client.page.isReady) return
	takeConnected()
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
