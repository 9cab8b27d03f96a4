// Texts for end users.

import { document } from "./native"

/** The texts, in English. The layout may replace them: see Texts of package live. */
export const texts: Record<string, string> = {
	loading: "Loading",
	lost: "Connection lost. Reconnecting…",
	waitingone: "{n} change will be sent.",
	waitingother: "{n} changes will be sent.",
	now: "Now",
	back: "Back.",
	sent: "Back. Everything was sent.",
	takenover: "This page was opened in another tab.",
	usehere: "Use it here",
	flood: "Too many actions at once.",
	crashed: "This page stopped working.",
	stopped: "This page stopped working.",
	partfailed: "A part of this page stopped working.",
	partsback: "All parts of this page work again.",
	tryagain: "Try again",
	blocked: "This page cannot receive live updates at the moment, so it may be out of date.",
	unavailable: "The server cannot be reached at the moment. This page continues when it can.",
	reload: "Reload",
	gone: "This page is no longer available.",
	unsaved: "If you reload this page, what you entered here is lost.",
	checking: "Checking whether you are still logged in …",
	login: "You seem to be logged out. Log in again in another tab.",
	toolarge: "This is too long to send. Make it shorter, and try again.",
	toomany: "Too much is waiting to be sent. Wait a moment, and try again.",
	refused: "This could not be done.",
	stale: "This was not done, because the page has changed.",
	close: "Close",
	notloaded: "This page could not be loaded. Try again.",
	redirects: "This page could not be loaded, because it redirects too often.",
	unknown: "It is not known whether this was done.",
}

const meta = document.querySelector<HTMLMetaElement>("head>meta[name=live-texts]")

Object.assign(texts, meta?.dataset)

/** Language of the texts. */
export const language = meta ? document.documentElement.lang : "en"

/** Returns the text for n changes that wait. Languages differ in the number of plural forms. */
export function waitingText(n: number) {
	let form = ""
	try {
		form = new Intl.PluralRules(language).select(n)
	} catch { } // the layout's lang is malformed
	return (texts["waiting" + form] ?? texts.waitingother!).replace("{n}", `${n}`)
}
