// The browser client of Lively: connects the page that the server rendered to its session.

import { bind } from "./bindings"
import { connect, connected, disconnect, leave } from "./connection"
import { flushAll } from "./debounce"
import { emit } from "./emit"
import { initFlash } from "./flash"
import { document } from "./native"
import { handlePopState } from "./navigation"
import { initRoot } from "./root"
import { recordScroll, releaseEntry } from "./scroll"
import { start } from "./session"
import { initStatus } from "./status"

const script = document.currentScript as HTMLScriptElement | null
const buildHash = /live\.(\w+)\.js/.exec(script?.src ?? "")?.[1] ?? ""
const element = document.getElementById("live-root")

if (element) {
	initRoot(element)
	initStatus(script?.src.replace(/js$/, "css") ?? "")
	bind()
	initFlash()
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
