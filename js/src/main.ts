// The browser client of Lively: makes the page that the server rendered live.

import { bind } from "./bindings"
import { flushWhere } from "./debounce"
import { emit } from "./emit"
import { newRoot } from "./root"
import { connect, disconnect, isReady, leave, start } from "./session"
import { initStatus } from "./status"

const el = document.getElementById("live-root")
const hash = /live\.(\w+)\.js/.exec((document.currentScript as HTMLScriptElement | null)?.src ?? "")?.[1] ?? ""

if (el) {
	initStatus(el)
	const root = newRoot(el)
	bind()
	window.liveSocket = {
		connect,
		disconnect(done) {
			disconnect()
			done?.()
		},
		isConnected: isReady,
		pushEvent: (el, event, args) => emit(el, "live-hook", {}, args, event),
		main: { el },
	}
	addEventListener("pagehide", e => {
		flushWhere()
		leave(e.persisted ? "sleep" : "bye")
	})
	addEventListener("pageshow", e => e.persisted && connect())
	start(root, hash)
}
