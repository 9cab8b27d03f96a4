// What a person sees of the connection: a class on the root, a bar while something takes long, a button at the end.

let root: HTMLElement
let bar: HTMLElement
let timer = 0
const busy = new Set<unknown>()

const css = `#live-bar,#live-retry{position:fixed;z-index:9999;inset:0 0 auto;padding:2px;background:#29d;animation:live 1s infinite alternate}
#live-bar[hidden]{display:none}
#live-retry{padding:1em;background:Canvas;color:CanvasText;animation:none}
@keyframes live{to{opacity:.3}}`

export function initStatus(el: HTMLElement) {
	root = el
	const sheet = new CSSStyleSheet()
	sheet.replaceSync(css)
	document.adoptedStyleSheets.push(sheet)
	document.body.append(bar = make("div", { id: "live-bar", role: "progressbar", ariaLabel: "Loading", hidden: true }))
}

export const make = (name: string, properties: object) => Object.assign(document.createElement(name), properties)

// mark says how the page stands: connected, loading (joining, or lost and coming back) or error (and stays so).
export function mark(state: "connected" | "loading" | "error") {
	for (const s of ["connected", "loading", "error"]) root.classList.toggle("live-" + s, s === state)
}

// begin shows the bar, if what has not ended when a person starts to wonder.
export function begin(what: unknown) {
	busy.add(what)
	timer ||= setTimeout(() => bar.hidden = false, 120)
}

export function end(what: unknown) {
	if (!busy.delete(what) || busy.size) return
	clearTimeout(timer)
	timer = 0
	bar.hidden = true
}

// announce tells the page.
export function announce(name: string, detail?: unknown, target: EventTarget = window) {
	target.dispatchEvent(new CustomEvent("live:" + name, { detail, bubbles: true }))
}

export interface Loading { kind: "initial" | "patch" | "error", to: string }

export function beginPage(detail: Loading) {
	begin(detail)
	announce("page-loading-start", detail)
}

export function endPage(detail: Loading) {
	end(detail)
	announce("page-loading-stop", detail)
}

// offerRetry shows a button that runs again.
export function offerRetry(again: () => void) {
	const e = make("div", { id: "live-retry", role: "alert" })
	e.append("This page stopped working. ", make("button", {
		textContent: "Try again", onclick() {
			e.remove()
			again()
		},
	}))
	document.body.append(e)
}
