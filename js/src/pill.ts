// The pill: shows that the connection is lost or back, or why the page cannot be used. It leaves
// the page readable.

import { client } from "./client"
import { createButton, createElement } from "./dom"
import { backTime, lostDelay } from "./limits"
import { document, native } from "./native"
import { language, texts, waitingText } from "./texts"

let pill: HTMLElement
let text: HTMLElement
let count: HTMLElement
let button: HTMLElement
let act: (() => void) | undefined // what the button does
let focusedBefore: HTMLElement | null // the focused element before button
let timer = 0 // shows or hides the pill
let isLost = false
let isCounting = false // the pill shows the number of events that wait
let hasFailed = false // events have failed since the connection was lost

/** Adds the pill to the page, without text. */
export function createPill() {
	pill = createElement("div", { id: "live-pill", popover: "manual", lang: language })
	text = createElement("span", {})
	count = createElement("span", {})
	button = createButton("", () => act!())
	button.hidden = true
	button.onfocus = event => {
		focusedBefore = event.relatedTarget as HTMLElement | null
	}
	const region = createElement("div", { role: "status", ariaAtomic: "false" }) // a new count is announced alone
	region.append(text, " ", count)
	pill.append(region, button)
	document.body.append(pill)
}

/** Records that an event has failed. */
export function setFailed() {
	hasFailed = true
}

/** Returns the number of events that wait or are unacknowledged. */
function countWaiting() {
	const events = [...client.tasks].filter(task => "url" in task)
	return events.length
}

/** Shows the number of events that wait, if the pill shows it. */
export function showCount() {
	const waiting = countWaiting()
	const text = isCounting && waiting ? waitingText(waiting) : ""
	if (count.textContent !== text) count.textContent = text // the same would be announced again
}

/**
 * Shows a message and a button, in place of the last ones, and how many events wait if counts is true. An
 * empty message hides the pill.
 */
export function showPill(message: string, label = "", action?: () => void, counts = false) {
	clearTimeout(timer)
	isLost &&= counts
	native(client.liveRoot).classList.toggle("live-lost", isLost)
	native(client.liveRoot).ariaBusy = isLost ? "true" : null
	isCounting = counts
	showCount()
	if (text.textContent === message) return // it would be announced again
	const wasHidden = !text.textContent
	text.textContent = message
	if (document.activeElement === button && focusedBefore) native(focusedBefore).focus()
	button.textContent = label
	button.hidden = !label
	act = action
	if (!pill.isConnected) document.body.append(pill) // another script has removed it
	pill.togglePopover?.(!!message) // shows it above a modal dialog
	if (!wasHidden) return
	for (const place of ["", "live-bottom", "live-lower"]) {
		pill.className = place
		if (!coversControl()) break
	}
}

/** Reports whether the pill covers a control of the page or a flash message. */
function coversControl() {
	const own = pill.getBoundingClientRect()
	return [...document.querySelectorAll("a,button,input,select,textarea,[contenteditable],#live-flash p")].some(element => {
		const { left, right, top, bottom } = native(element).getBoundingClientRect()
		return left < own.right && right > own.left && top < own.bottom && bottom > own.top && !pill.contains(element)
	})
}

export const hidePill = () => showPill("")

/** Shows soon that the connection is lost, with a button that calls hurry. */
export function startLost(hurry: () => void) {
	if (isLost) return
	isLost = true
	hasFailed = false
	clearTimeout(timer)
	timer = setTimeout(() => showPill(texts.lost!, texts.now, hurry, true), lostDelay)
}

/**
 * Shows for a short time that the connection is back, if the pill showed that it was lost. isSent is whether
 * no event waits any longer.
 */
export function endLost(isSent: boolean) {
	const wasShown = isCounting
	hidePill()
	if (!wasShown) return
	showPill(countWaiting() && isSent && !hasFailed ? texts.sent! : texts.back!)
	timer = setTimeout(hidePill, backTime)
}
