// What a person sees of the connection: a class on the root, a bar while something takes long, a button at the end.

let root: HTMLElement
let bar: HTMLElement
let timer = 0
const busy = new Set<unknown>()

const css = `#live-bar{position:fixed;z-index:2147483647;inset:0 0 auto;height:3px;background:#29d;transform-origin:0 0;animation:live-bar 8s cubic-bezier(0,.9,.2,1) forwards}
#live-bar[hidden]{display:none}@keyframes live-bar{from{transform:scaleX(0)}to{transform:scaleX(.95)}}
@media(prefers-reduced-motion:reduce){#live-bar{animation:none;opacity:.6}}
#live-retry{position:fixed;z-index:2147483647;inset:auto 0 0;padding:1em;text-align:center;background:#fff;color:#000;border-top:3px solid #c33}`

export function initStatus(el: HTMLElement) {
	root = el
	const sheet = new CSSStyleSheet()
	sheet.replaceSync(css)
	document.adoptedStyleSheets.push(sheet)
	bar = add("live-bar", "progressbar")
	bar.ariaLabel = "Loading"
	bar.hidden = true
}

function add(id: string, role: string) {
	const e = document.createElement("div")
	e.id = id
	e.role = role
	document.body.append(e)
	return e
}

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

export function beginPage(detail: { kind: string, to: string }) {
	begin(detail)
	announce("page-loading-start", detail)
}

export function endPage(detail: { kind: string, to: string }) {
	end(detail)
	announce("page-loading-stop", detail)
}

// offerRetry shows a button that runs again.
export function offerRetry(again: () => void) {
	const e = add("live-retry", "alert"), b = document.createElement("button")
	b.textContent = "Try again"
	b.onclick = () => {
		e.remove()
		again()
	}
	e.append("This page stopped working. ", b)
}
