// Nested sessions and their roots: elements of the view around them, in whose mirror they are leaves.

import { callUI, updateUI } from "./calls"
import { UI } from "./functions"
import { unknownVersion } from "./limits"
import { addLoadingClass } from "./loading"
import { createMirror, mirrorOf, type MirrorNode } from "./mirror"
import { document, native } from "./native"
import { dropEvents, dropUnacknowledged } from "./queue"
import { change, mirrorRoot } from "./root"
import { addSession, childrenOf, nestedIn, removeSession, rootOf, sessionOf, setRoot, type Session } from "./sessions"
import { requestFullHTML } from "./updates"

const numberOf = ({ attrs }: MirrorNode) => Number(attrs.get("live-root"))

/** Returns the roots of nested views in node. */
const leavesIn = (node: MirrorNode): MirrorNode[] =>
	node.children.flatMap(child => child.attrs.has("live-root") ? [child] : leavesIn(child))

const leafOf = (parent: Session, number: number) => leavesIn(parent.rootNode).find(leaf => numberOf(leaf) === number)

/** Adds sessions for the nested views that the document contains. The server opens them. */
export function addNested(parent: Session) {
	for (const leaf of leavesIn(parent.rootNode)) addNested(addLeaf(parent, numberOf(leaf), leaf))
}

function addLeaf(parent: Session, rootNumber: number, leaf?: MirrorNode) {
	const rootNode = leaf ? mirrorRoot(leaf.dom as HTMLElement) : createMirror(document.createElement("i"))
	return addSession(rootNode, { parentSession: parent, rootNumber, isMissing: !leaf })
}

/** Returns the session of the nested view whose root in parent has that number, and adds it if there is none. */
export const nestedSession = (parent: Session, number: number) =>
	childrenOf(parent).find(({ rootNumber }) => rootNumber === number) ??
	addLeaf(parent, number, leafOf(parent, number))

/** Runs apply, which changes the content of the root of session, and ends the nested sessions whose roots it removes. */
export function changeRoot(session: Session, apply: () => void) {
	change(() => {
		apply()
		for (const nested of childrenOf(session)) {
			let node: MirrorNode | null | undefined = mirrorOf(rootOf(nested))
			while (node && node !== session.rootNode) node = node.parent
			if (node) continue
			const leaf = leafOf(session, nested.rootNumber!)
			if (leaf && !showsFallback(mirrorOf(rootOf(nested))!, leaf)) moveContent(nested, leaf.dom as Element)
			else if (session.shownVersion !== unknownVersion) endNested(nested)
		}
	})
}

/**
 * Reports whether leaf, of full HTML, must take the place of root: the session of root has ended, and leaf has the
 * fallback.
 */
export function showsFallback({ dom }: MirrorNode, leaf: MirrorNode) {
	const session = sessionOf(dom)
	return !!session?.unmark && !session.sessionNumber && !!native(leaf.dom).firstChild
}

/** Makes element, which the server has rendered in place of the root of session, its root. */
function moveContent(session: Session, element: Element) {
	native(element).replaceChildren(...native(rootOf(session)).childNodes)
	setRoot(session, element)
	if (session.unmark) markEnded(session)
	if (!session.isMissing) return
	session.isMissing = session.isHTMLRequested = false
	requestFullHTML(session, "inserted late")
}

/** Ends a nested session and those in it: their elements were removed. */
export function endNested(session: Session) {
	for (const each of [session, ...nestedIn(session)]) {
		unmark(each)
		removeSession(each)
		dropEvents(each, "unknown", "removed")
	}
}

/** Closes a session that its server has ended, and those in it. */
export function closeNested(session: Session) {
	for (const each of [session, ...nestedIn(session)]) {
		each.isReady = false
		delete each.sessionNumber
		each.heldMessages.splice(0)
		dropUnacknowledged(each)
	}
}

/** Closes a nested session whose view is mounted again: a lazy one when the user can see it. */
export const awaitNext = (session: Session) =>
	(native(rootOf(session)).hasAttribute("live-lazy") ? closeNested : markEnded)(session)

/** Marks the root of a session that has ended. Another session may take its place. */
export function markEnded(session: Session) {
	closeNested(session)
	session.unmark?.()
	session.unmark = addLoadingClass(rootOf(session), "live-error")
	callUI(UI.announceParts)
}

/** Removes the mark that markEnded has set. */
export function unmark(session: Session) {
	if (!session.unmark) return
	session.unmark()
	delete session.unmark
	updateUI(UI.announceParts)
}
