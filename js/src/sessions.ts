// The sessions of the document (docs/reference/protocol.md, "Sessions"): of the page, of nested views,
// and of the sticky views of the layout.

import { client } from "./functions"
import type { MirrorNode } from "./mirror"
import { native } from "./native"
import { elementsOf } from "./path"
import { lineage } from "./portal"
import type { LiveEvent } from "./queue"

export interface Session {
	/** Identifies the session in the document. That of the first page is 0. */
	sessionID: number
	/** The mirror of the root. */
	rootNode: MirrorNode
	/** The session whose view contains the root. Absent for the page and sticky views. */
	parentSession?: Session
	/** The number of the root in that view. */
	rootNumber?: number
	/** The key of a sticky view. */
	stickyKey?: string | null
	/** Whether the root is not in the page, because the update that inserts it was dropped. */
	isMissing?: boolean
	/** The number of the session on the connection, if it has one. */
	sessionNumber?: number
	/** Whether events may be sent. */
	isReady?: boolean
	/** The secret that resumes the session. */
	secret?: string
	/**
	 * The token of the page, and after a dot the tag of the user that it belongs to. Only the tag remains
	 * when the token is used.
	 */
	token?: string
	/** Path and query that the page shows, or is about to show, or for which a sticky view was mounted. Absent for nested views. */
	viewURL?: string
	/** Whether the page must not be kept when it is left. */
	isPrivate?: boolean
	/** The element of messages in the document of a page that was fetched, until the page has joined. */
	sentMessages?: Element | null
	/** Whether the page around the root is not in view. */
	isAsleep?: boolean
	/** The version that the root shows, which is the one that the server expects. */
	shownVersion: number
	isHTMLRequested?: boolean
	/** The indexes of the forms in the last join that the new view has no handler for. */
	unrecovered?: number[]
	/** The elements with live-change whose controls a new view has received, or is not to receive. */
	recovered?: Element[]
	framesReceived: number
	bytesReceived: number
	/** Frames that are not acknowledged yet. */
	framesDue: number
	/** The ref of the last acknowledged event. */
	lastRef: number
	waitingEvents: LiveEvent[]
	unacknowledged: LiveEvent[]
	/** Events that were acknowledged, perhaps before the update that shows what they did. */
	acknowledgedEarly: LiveEvent[]
	/** The numbers of the lazy nested views that the server knows to be visible. */
	shownRoots: Set<number>
	/** Messages that wait for the module, or are behind one that does. */
	heldMessages: [message: any[], size: number][]
	/** Whether no further session will take its place. */
	hasEnded?: boolean
	/** How often a sticky view was opened again since a session of it lasted. */
	retries?: number
	/** When that was done last, or will be. */
	retryAt?: number
	/** Removes the mark that the session has ended. */
	unmark?(): void
}

/** The session of a page or a sticky view. */
export type PageSession = Session & { viewURL: string }

let count = 0

/** All sessions: those of the page in view, of pages that sleep, and of sticky views. */
export const sessions: Session[] = []

/** Stands for a session that has ended. */
const gone = { hasEnded: true } as Session

const sessionsByRoot = new WeakMap<Element, Session>()

export const rootOf = (session: Session) => session.rootNode.dom as HTMLElement

/** Adds a session for a root. */
export function addSession(rootNode: MirrorNode, fields: Partial<Session>) {
	const session: Session = {
		sessionID: count++, rootNode, shownVersion: 0, framesReceived: 0, bytesReceived: 0,
		framesDue: 0, lastRef: 0, waitingEvents: [], unacknowledged: [], acknowledgedEarly: [], heldMessages: [], shownRoots: new Set(),
		...fields,
	}
	sessions.push(session)
	sessionsByRoot.set(rootOf(session), session)
	return session
}

/** Removes a session. Events in its root, which is no longer in the page, still belong to it. */
export function removeSession(session: Session) {
	sessions.splice(sessions.indexOf(session), 1)
	session.hasEnded = true
}

/** Makes element the root of session. */
export function setRoot(session: Session, element: Element) {
	sessionsByRoot.delete(rootOf(session))
	session.rootNode.dom = element
	sessionsByRoot.set(element, session)
}

export const sessionOf = (root: Node) => sessionsByRoot.get(root as Element)

/** Returns the sessions that are nested in session. */
export const childrenOf = (session: Session) => sessions.filter(({ parentSession }) => parentSession === session)

/** Returns the sessions that are nested in session, and those that are nested in them. */
export const nestedIn = (session: Session): Session[] =>
	childrenOf(session).flatMap(each => [each, ...nestedIn(each)])

/**
 * Returns the session that element belongs to, and the number of the innermost component around it: 0 is the
 * view. If element is on the path of event, that decides: scripts of the page may have removed element since.
 * The live-c of a button in a flash message names the session, too.
 */
export function placeOf(element: Element, event?: Event) {
	const path = event ? elementsOf(event) : []
	const i = path.indexOf(element)
	let component = 0
	let id: string | undefined
	for (const each of i < 0 ? lineage(element) : path.slice(i)) {
		const session = sessionOf(each)
		// The root of a nested view is an element of the view around it.
		if (session && (each !== element || !session.parentSession)) return { session, component }
		const number = native(each).getAttribute("live-c") ?? ""
		id ??= number.split("@")[1]
		component ||= parseInt(number) || 0
	}
	return { session: (id ? sessions.find(({ sessionID }) => `${sessionID}` === id) : client.page) ?? gone, component }
}
