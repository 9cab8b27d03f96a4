// The browser client of Lively: connects the page that the server rendered to its session.

import { restoreOrders } from "./arrange"
import { applyStyles, ignoredAttributes, mergeAttribute } from "./attributes"
import { bind } from "./bindings"
import { callUI } from "./calls"
import { canonical } from "./canonical"
import { updateChildren } from "./children"
import { asCommand, parseSteps } from "./commands"
import { connect, connected, disconnect, leave } from "./connection"
import { flushAll } from "./debounce"
import { navigate } from "./effects"
import { emit, newEvent } from "./emit"
import { send } from "./flow"
import { UI } from "./functions"
import { heartbeatInterval } from "./limits"
import { buildHash } from "./load"
import "./lazy"
import { isLeaf, keyOf, mirrorOf, setChildren } from "./mirror"
import { initModules } from "./modules"
import { document } from "./native"
import { observeLazy } from "./nested"
import { followURL, handlePopState } from "./navigation"
import { lineage } from "./portal"
import { tasks } from "./progress"
import { pendingEvents, push } from "./queue"
import { hasInput } from "./recover"
import { reload } from "./reload"
import { initRoot, mirrorHTML } from "./root"
import { recordScroll, releaseEntry } from "./scroll"
import { forgetPage, handleHeld, start } from "./session"
import { placeOf, rootOf } from "./sessions"
import { longestAscending } from "./sequence"
import { hurry, isWanted } from "./socket"
import { replaceText } from "./text"

const element = document.getElementById("live-root")

if (element) {
	initRoot(element)
	initModules({
		liveRoot: element,
		tasks,
		resumeTimeout: 30_000,
		idleInterval: heartbeatInterval,
		isWanted: () => isWanted,
		hasEvents: () => !!pendingEvents()[0],
		hasInput,
		connect,
		disconnect,
		hurry,
		forgetPage,
		reload,
		send,
		handleHeld,
		applyStyles,
		canonical,
		isLeaf,
		keyOf,
		mirrorOf,
		longestAscending,
		mirrorHTML,
		restoreOrders,
		mergeAttribute,
		setChildren,
		replaceText,
		updateChildren,
		emit,
		observeLazy,
		lineage,
		newEvent,
		pushEvents: push,
		placeOf,
		rootOf,
		ignoredAttributes,
		followURL,
		goTo: navigate,
		parseSteps,
		asCommand,
	})
	bind()
	if (document.querySelector("#live-flash p")) callUI(UI.count) // messages need styles and buttons
	window.liveSocket = {
		connect,
		disconnect(done) {
			disconnect("disconnected")
			done?.()
		},
		isConnected: () => connected,
		pushEvent: (el, event, args) => emit(el, "live-hook", {}, args, event),
		main: { el: element },
	}
	addEventListener("popstate", handlePopState)
	addEventListener("scroll", recordScroll, { passive: true })
	addEventListener("pagehide", event => {
		flushAll()
		releaseEntry()
		leave(event.persisted ? "sleep" : "bye")
	})
	addEventListener("pageshow", event => {
		if (event.persisted) connect()
	})
	start(buildHash)
}
