// The browser client of Lively: connects the page that the server rendered to its session.

import { callNavigation, navigate } from "./address"
import { restoreOrders } from "./arrange"
import { applyStyles, ignoredAttributes, mergeAttribute } from "./attributes"
import { bind } from "./bindings"
import { callUI } from "./calls"
import { canonical } from "./canonical"
import { updateChildren } from "./children"
import { asCommand, parseSteps } from "./commands"
import { connect, connected, disconnect, forgetSession, leave, status } from "./connection"
import { everEdited } from "./controls"
import { flushAll } from "./debounce"
import { afterDebug, debugging } from "./debugging"
import { dispatch, dispatchDelayed } from "./dispatch"
import { emit, newEvent } from "./emit"
import { send } from "./flow"
import { expectFields } from "./focus"
import { client, UI } from "./functions"
import { callHooks, hooks } from "./hookcalls"
import { heartbeatInterval } from "./limits"
import { buildHash } from "./load"
import { addLoadingClass } from "./loading"
import "./lazy"
import { isLeaf, keyOf, mirrorOf, setChildren } from "./mirror"
import { initModules } from "./modules"
import { document } from "./native"
import { endNested, showsFallback } from "./nested"
import { parse } from "./parse"
import { mirrorHTML } from "./patch"
import { lineage } from "./portal"
import { endPageLoading, startPageLoading, tasks } from "./progress"
import { pendingEvents, push } from "./queue"
import { hasInput } from "./recover"
import { reload } from "./reload"
import { change, mirrorRoot } from "./root"
import { addSticky, addView, handleHeld, openNext, start } from "./session"
import { placeOf, rootOf, sessions } from "./sessions"
import { longestAscending } from "./sequence"
import { hurry, isWanted } from "./socket"
import { replaceText } from "./text"

const isConnected = () => connected

const element = document.getElementById("live-root")

if (element) {
	initModules({
		liveRoot: element,
		tasks,
		resumeTimeout: 30_000,
		idleInterval: heartbeatInterval,
		isWanted: () => isWanted,
		isConnected,
		hasEvents: () => !!pendingEvents()[0],
		hasInput,
		everEdited,
		connect,
		disconnect,
		hurry,
		forgetSession,
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
		mirrorRoot,
		changeRoots: change,
		restoreOrders,
		mergeAttribute,
		setChildren,
		replaceText,
		updateChildren,
		showsFallback,
		emit,
		lineage,
		newEvent,
		pushEvents: push,
		placeOf,
		rootOf,
		ignoredAttributes,
		callNavigation,
		sessions,
		flushAll,
		startPageLoading,
		endPageLoading,
		viewEntry: history.state?.live,
		goTo: navigate,
		parse,
		addView,
		addSticky,
		openNext,
		endNested,
		callUI,
		parseSteps,
		asCommand,
		dispatchBound: dispatch,
		dispatchDelayed,
		expectFields,
		acceptsKey: (wanted, { key }) => (wanted ?? key).toLowerCase() === key.toLowerCase(),
		definitions: [],
		earlyPushes: [],
		addLoadingClass,
	})
	bind()
	if (document.querySelector("#live-flash p")) callUI(UI.count) // messages need styles and buttons
	window.liveSocket = {
		connect,
		disconnect(done) {
			disconnect("disconnected")
			done?.()
		},
		isConnected,
		get status() {
			return status
		},
		pushEvent: (el, event, args) => emit(el, "live-hook", {}, args, event),
		hook(...definition) {
			client.definitions.push(definition)
			hooks.loadModule!()
			callHooks()
		},
		main: {
			get el() {
				return client.liveRoot
			},
		},
		...debugging,
	}
	addEventListener("popstate", () => callNavigation(({ handlePopState }) => handlePopState()))
	addEventListener("pagehide", event => {
		flushAll()
		leave(event.persisted ? "sleep" : "bye")
	})
	addEventListener("pageshow", event => {
		if (event.persisted) connect()
	})
	afterDebug(() => start(buildHash))
}
