// The module with what a page rarely needs at first: it shows flash messages, the state of the connection and why
// the page has ended, compares full HTML with the page, and decides when a lost connection is opened again. The
// client loads it when a page needs it (calls.ts). It shares no module that has a state with the client.

import { createProgressBar, showBar, updateBar } from "./bar"
import { client, moduleScript } from "./client"
import { sendCookie } from "./cookies"
import { isOnOtherNode, recordConnection } from "./elsewhere"
import { end, giveUp, onConnected } from "./ending"
import { explainFailure, explainVisit } from "./explain"
import { initFlash, leaveFlash, showFlash, updateFlash } from "./flash"
import { UI } from "./functions"
import { showHTML } from "./morph"
import { announceParts, createPartsRegion } from "./parts"
import { createPill, hidePill, showCount, startLost } from "./pill"
import { answerRecheck, cancelRechecks } from "./recheck"
import { formsToJoin, takeRecovered } from "./recovery"
import { reopen } from "./reopen"
import { saveState } from "./save"
import { reconnectDelay } from "./retry"
import { showSubmits } from "./submits"
import { addStyles } from "./styles"

addStyles()
createPill()
createPartsRegion()
createProgressBar()
initFlash()
showSubmits()

const functions: Record<UI, (...args: any[]) => unknown> = {
	[UI.count]: () => {
		showCount()
		updateBar()
		showSubmits()
	},
	[UI.showBar]: showBar,
	[UI.showFlash]: showFlash,
	[UI.prepareJoined]: (session, isAdopted, isOtherUser) => {
		updateFlash(isAdopted, isOtherUser, session)
		takeRecovered(session, isAdopted)
	},
	[UI.explainFailure]: explainFailure,
	[UI.startLost]: () => startLost(client.hurry),
	[UI.hidePill]: hidePill,
	[UI.giveUp]: giveUp,
	[UI.end]: end,
	[UI.onConnected]: (isSent, how) => {
		recordConnection(how)
		onConnected(isSent)
	},
	[UI.answerRecheck]: answerRecheck,
	[UI.cancelRechecks]: cancelRechecks,
	[UI.showHTML]: showHTML,
	[UI.saveState]: saveState,
	[UI.announceParts]: announceParts,
	[UI.reconnectDelay]: reconnectDelay,
	[UI.isOnOtherNode]: isOnOtherNode,
	[UI.formsToJoin]: formsToJoin,
	[UI.reopen]: reopen,
	[UI.explainVisit]: explainVisit,
	[UI.leaveFlash]: leaveFlash,
	[UI.sendCookie]: sendCookie,
}
moduleScript.ownParts = functions
