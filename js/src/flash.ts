// Flash messages: short texts in a corner of the window, outside of the root.

import { client } from "./client"
import { createElement } from "./dom"
import { flashTick, flashTime, maxFlashes } from "./limits"
import { document, native } from "./native"
import { texts } from "./texts"
import type { Session } from "./sessions"

interface Options {
	/** Identifies the message, in place of its kind and text. */
	key?: string
	/** How long the message is shown; 0 means until the user closes it. */
	ms?: number
	/** Text of a button that sends event. */
	label?: string
	event?: string
	/** Number of the component that handles event. */
	c?: string
}

interface Message extends HTMLElement {
	key: string
	ms: number
	/** The remaining time. */
	left: number
	/** Identifies the session that shows it, if one does. */
	sessionID?: number
}

let region: HTMLElement | undefined
let timer = 0
let returnTo: HTMLElement | null // had the focus before a message

const messages = () => [...region!.querySelectorAll<Message>("p")]

export function initFlash() {
	// Content of the root, which users may have written, may contain a copy.
	region = [...document.querySelectorAll<HTMLElement>("#live-flash")].find(each => !native(client.liveRoot).contains(each))
	if (!region) return
	region.onclick = region.onkeydown = (event: KeyboardEvent | MouseEvent) => {
		const target = event.target as Element
		const { key } = event as KeyboardEvent
		if (key ? key !== "Escape" : native(target).localName !== "button") return
		if (key) event.preventDefault() // a dialog around the region stays open
		close(native(target).closest("p"))
	}
	region.addEventListener("focusin", ({ relatedTarget }) => {
		if (!region!.contains(relatedTarget as Node)) returnTo = relatedTarget as HTMLElement
	})
}

/**
 * Shows a message in place of the one with the same key. Empty text only removes that, or without a
 * key all messages of the kind. sessionID is that of the session that shows it.
 */
export function showFlash(kind: string, text: string, { key, ms, label, event, c }: Options = {}, sessionID?: number) {
	if (!region) return
	const className = "live-flash-" + kind
	const isUrgent = /error|warning/.test(kind)
	const id = key ?? kind + " " + text
	for (const message of messages()) {
		if (key || text ? message.key === id : message.className === className) close(message)
	}
	if (!text) return
	ms ??= isUrgent ? 0 : flashTime
	const message = createElement("p", { className, textContent: text, key: id, ms, left: ms, sessionID })
	if (event) {
		const button = createElement("button", { textContent: label })
		button.setAttribute("live-click", event)
		button.setAttribute("live-c", c + (sessionID ? "@" + sessionID : ""))
		message.append(button)
	}
	message.append(createElement("button", { ariaLabel: texts.close! }))
	place(true)
	const parent = region.querySelector(`[role=${isUrgent ? "alert" : "status"}]`) ?? region // a script has emptied it
	native(parent).append(message)
	const all = messages()
	if (all[maxFlashes]) close(all[0]!)
	timer ||= setTimeout(tick, flashTick)
}

/** Lets time pass, but not for a user who is reading, or does not see the page. */
function tick() {
	const isHeld = document.hidden || region!.matches(":hover,:focus-within")
	for (const message of messages()) {
		const { ms } = message
		message.left = isHeld ? ms : message.left - flashTick
		if (ms && message.left <= 0) close(message)
	}
	const isNeeded = !!messages()[0]
	place(isNeeded)
	timer = isNeeded ? setTimeout(tick, flashTick) : 0
}

/** Moves the messages to where they can be used: an open dialog may block the rest of the page. */
function place(isNeeded: boolean) {
	const dialogs = document.querySelectorAll(":modal:not([id^=live-])")
	const parent = isNeeded && [...dialogs].at(-1) || document.body
	if (region!.parentNode !== parent) native(parent).append(region!)
}

function close(message: Element | null) {
	if (message?.contains(document.activeElement)) native(returnTo ?? document.body).focus()
	message?.remove()
}

/**
 * Removes what the view that has joined does not know: messages in the document, which it sends
 * again, and buttons of the previous view of that session; all messages if they were for another user.
 */
export function updateFlash(isAdopted: boolean, isOtherUser: boolean, session: Session) {
	const { sessionID } = session
	const sent = sessionID ? session.sentMessages : region
	delete session.sentMessages
	if (sent && !isAdopted && !isOtherUser) showDocumentFlashes(sent)
	const buttons = sessionID ? `,[live-c$="@${sessionID}"]` : ",[live-c]:not([live-c*='@'])"
	const others = isAdopted ? "" : isOtherUser ? ",p" : buttons
	region?.querySelectorAll("#live-flash>:not([role])" + others).forEach(close)
}

/** Shows the messages in the element of messages of a document whose view was not adopted: no session sends them. */
function showDocumentFlashes(messages: Element) {
	for (const { className, textContent } of native(messages).querySelectorAll(":scope>:not([role])>p")) {
		showFlash(className.slice("live-flash-".length), textContent!)
	}
}

/** Removes the messages of sessions: another page is shown. */
export function leaveFlash(sessionIDs: number[]) {
	for (const message of region ? messages() : []) if (sessionIDs.includes(message.sessionID ?? -1)) close(message)
}

/** Reports whether a message that is shown contains text. */
export const isShown = (text: string) => region?.textContent!.includes(text)
