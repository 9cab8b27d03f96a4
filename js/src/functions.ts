// What the client and its modules use of each other.

import type { callNavigation, navigate } from "./address"
import type { applyStyles, ignoredAttributes, mergeAttribute } from "./attributes"
import type { restoreOrders } from "./arrange"
import type { callUI } from "./calls"
import type { canonical } from "./canonical"
import type { updateChildren } from "./children"
import type { asCommand, parseSteps } from "./commands"
import type { forgetSession } from "./connection"
import type { everEdited } from "./controls"
import type { flushAll } from "./debounce"
import type { dispatch, dispatchDelayed } from "./dispatch"
import type { emit, newEvent } from "./emit"
import type { expectFields } from "./focus"
import type { addLoadingClass } from "./loading"
import type { isLeaf, keyOf, mirrorOf, setChildren } from "./mirror"
import type { Module } from "./needs"
import type { endNested, showsFallback } from "./nested"
import type { parse } from "./parse"
import type { mirrorHTML } from "./patch"
import type { lineage } from "./portal"
import type { endPageLoading, startPageLoading } from "./progress"
import type { push } from "./queue"
import type { change, mirrorRoot } from "./root"
import type { longestAscending } from "./sequence"
import type { Entry } from "./scroll"
import type { addSticky, addView, openNext } from "./session"
import type { PageSession, placeOf, rootOf, Session, sessions } from "./sessions"
import type { replaceText } from "./text"

/** The class of a hook. */
export type HookClass = new () => Record<string, any>

/** A hook: an object with callbacks, or a class. */
export type Hook = object | HookClass

/** What the modules use of the client. */
export interface Client {
	/** The session of the page in view. */
	page: PageSession
	/** The root of the page in view. */
	liveRoot: HTMLElement
	/** Events that wait or are unacknowledged, and loads of pages. */
	tasks: Set<object>
	/** How long the server keeps a detached session. */
	resumeTimeout: number
	/** Settles when the cookies that a view has set are stored; undefined if there were none. */
	cookiesSent?: Promise<unknown>
	/** The time without a message after which a heartbeat is due. */
	idleInterval: number
	isWanted(): boolean
	isConnected(): boolean
	/** Reports whether events wait or are unacknowledged. */
	hasEvents(): boolean
	hasInput(): unknown
	everEdited: typeof everEdited
	connect(): void
	disconnect(status: "error"): void
	hurry(): void
	forgetSession: typeof forgetSession
	reload(): boolean
	send(session: Session, message: unknown[]): void
	/** Handles messages that wait for the module. It reports whether some still wait. */
	handleHeld(): boolean

	applyStyles: typeof applyStyles
	canonical: typeof canonical
	isLeaf: typeof isLeaf
	keyOf: typeof keyOf
	mirrorOf: typeof mirrorOf
	longestAscending: typeof longestAscending
	mirrorHTML: typeof mirrorHTML
	mirrorRoot: typeof mirrorRoot
	changeRoots: typeof change
	restoreOrders: typeof restoreOrders
	mergeAttribute: typeof mergeAttribute
	setChildren: typeof setChildren
	replaceText: typeof replaceText
	updateChildren: typeof updateChildren
	showsFallback: typeof showsFallback

	emit: typeof emit
	lineage: typeof lineage

	newEvent: typeof newEvent
	pushEvents: typeof push
	placeOf: typeof placeOf
	rootOf: typeof rootOf
	ignoredAttributes: typeof ignoredAttributes
	callNavigation: typeof callNavigation
	sessions: typeof sessions
	flushAll: typeof flushAll
	startPageLoading: typeof startPageLoading
	endPageLoading: typeof endPageLoading
	/** What the history entry of the page holds, as far as the module of the address does not know it. */
	viewEntry?: Entry
	goTo: typeof navigate
	parse: typeof parse
	addView: typeof addView
	addSticky: typeof addSticky
	openNext: typeof openNext
	endNested: typeof endNested
	callUI: typeof callUI
	parseSteps: typeof parseSteps
	asCommand: typeof asCommand
	dispatchBound: typeof dispatch
	dispatchDelayed: typeof dispatchDelayed
	expectFields: typeof expectFields
	/** Reports whether a live-key attribute, or none, accepts the key of event. */
	acceptsKey(wanted: string | null, event: KeyboardEvent): boolean
	/** Hooks that scripts of the page have registered, and that the module has not taken yet. */
	definitions: [name: string, hook: Hook][]
	/** What the server has pushed while the module was being loaded. */
	earlyPushes: [name: string, value: unknown][]
	addLoadingClass: typeof addLoadingClass
}

/** The functions of the module ui.ts. */
export const enum UI {
	count,
	showBar,
	showFlash,
	prepareJoined,
	explainFailure,
	startLost,
	hidePill,
	giveUp,
	end,
	onConnected,
	answerRecheck,
	cancelRechecks,
	showHTML,
	saveState,
	announceParts,
	reconnectDelay,
	isOnOtherNode,
	formsToJoin,
	reopen,
	explainVisit,
	leaveFlash,
	sendCookie,
}

type Functions = Record<UI, (...args: any[]) => unknown>

/** What the modules use of the client, once it is initialized. */
export const client = {} as Client

/** The module ui.ts. */
export const ui: Module<Functions> = {}
