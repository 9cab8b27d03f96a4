// What the client and the module that shows messages (ui.ts) use of each other.

import type { Session } from "./sessions"

/** What the module uses of the client. */
export interface Client {
	liveRoot: HTMLElement
	/** Events that wait or are unacknowledged, and loads of pages. */
	tasks: Set<object>
	/** How long the server keeps a detached session. */
	resumeTimeout: number
	isWanted(): boolean
	isConnected(): boolean
	/** Reports whether events wait or are unacknowledged. */
	hasEvents(): boolean
	hasInput(): unknown
	connect(): void
	disconnect(status: "error"): void
	hurry(): void
	reload(): boolean
	send(session: Session, message: unknown[]): void
}

/** The functions of the module. */
export const enum UI {
	count,
	showBar,
	showFlash,
	updateFlash,
	explainFailure,
	startLost,
	hidePill,
	noteFailure,
	inquire,
	giveUp,
	end,
	onConnected,
	answerRecheck,
	cancelRechecks,
}
