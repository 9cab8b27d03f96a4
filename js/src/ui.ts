// The module that shows flash messages, the state of the connection and why the page has ended. The client
// loads it when a page needs it (calls.ts). It shares no module that has a state with the client.

import { createProgressBar, showBar, updateBar } from "./bar"
import { client, moduleScript } from "./client"
import { end, giveUp, inquire, noteFailure, onConnected } from "./ending"
import { explainFailure } from "./explain"
import { initFlash, showFlash, updateFlash } from "./flash"
import { UI } from "./functions"
import { createPill, hidePill, showCount, startLost } from "./pill"
import { answerRecheck, cancelRechecks } from "./recheck"
import { addStyles } from "./styles"

addStyles()
createPill()
createProgressBar()
initFlash()

const functions: Record<UI, (...args: any[]) => void> = {
	[UI.count]: () => {
		showCount()
		updateBar()
	},
	[UI.showBar]: showBar,
	[UI.showFlash]: showFlash,
	[UI.updateFlash]: updateFlash,
	[UI.explainFailure]: explainFailure,
	[UI.startLost]: () => startLost(client.hurry),
	[UI.hidePill]: hidePill,
	[UI.noteFailure]: noteFailure,
	[UI.inquire]: inquire,
	[UI.giveUp]: giveUp,
	[UI.end]: end,
	[UI.onConnected]: onConnected,
	[UI.answerRecheck]: answerRecheck,
	[UI.cancelRechecks]: cancelRechecks,
}
moduleScript.ownParts = functions
