// The pages that were left and sleep: Back shows them as they were, without a request.

import { client } from "./client"
import { UI } from "./functions"
import { maxPages } from "./limits"
import { native } from "./native"
import { isOwnEntry, type Entry } from "./scroll"
import type { PageSession, Session } from "./sessions"

/** The pages that sleep. The last one was left last. */
const sleeping: PageSession[] = []

/** Returns session and the sessions that are nested in it. */
const familyOf = (session: Session): Session[] =>
	[session, ...client.sessions.filter(({ parentSession }) => parentSession === session).flatMap(familyOf)]

/** Forgets the pages that the server has ended. */
function prune() {
	for (const page of [...sleeping]) {
		if (page.hasEnded) sleeping.splice(sleeping.indexOf(page), 1)
	}
}

/** Puts a page to sleep, whose root is no longer in the document. */
export function leavePage(page: PageSession) {
	for (const session of familyOf(page)) {
		session.isAsleep = true
		for (const event of [...session.unacknowledged, ...session.waitingEvents]) client.tasks.delete(event) // nothing shows them
	}
	const loses = page.isPrivate || !!native(client.rootOf(page)).querySelector("iframe,object,embed") // their state is lost
	if (page.isReady && !loses) client.send(page, ["sleep"]) // otherwise when it has joined
	client.callUI(UI.leaveFlash, familyOf(page).map(({ sessionID }) => sessionID))
	prune()
	sleeping.push(page)
	if (loses || page.sessionNumber === undefined && !page.secret) forgetPage(page)
	else if (sleeping[maxPages]) forgetPage(sleeping[0]!)
}

/** Ends a page that sleeps. */
function forgetPage(page: PageSession) {
	client.send(page, ["bye"])
	client.endNested(page)
	prune()
}

/** Ends all pages that sleep. */
export const forgetPages = () => sleeping.slice().forEach(forgetPage)

/** Lets a page that sleeps be in view again. */
export function returnToPage(page: PageSession) {
	sleeping.splice(sleeping.indexOf(page), 1)
	for (const session of familyOf(page)) session.isAsleep = false
	if (page.isReady) client.send(page, ["wake"])
}

/** Returns the page of entry, if it sleeps. */
export function findPage(entry: Entry) {
	prune()
	if (isOwnEntry(entry)) return sleeping.find(({ sessionID }) => sessionID === entry.page)
}

/** Resumes the pages that sleep, the newest first. */
export function resumePages() {
	prune()
	for (const page of sleeping.slice().reverse()) {
		if (page.secret) client.openNext(page)
		else forgetPage(page)
	}
}
