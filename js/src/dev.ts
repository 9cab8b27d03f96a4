// The developer's module, which the server adds to the pages of development mode only. It shows mistakes
// of the application that would otherwise be silent: in the page, and once as a console.error.

import { createElement } from "./dom"
import { document, native } from "./native"

/** A mistake, as the server describes it (live/problem.go). */
interface Problem {
	kind: string
	text: string
	quote?: string
}

const shown = new Set<string>()
let list: HTMLElement | undefined

/** Shows a mistake, and writes it to the console, unless it was shown before. */
function report({ kind, text, quote = "" }: Problem, element?: Element) {
	const key = kind + text + quote
	if (shown.has(key)) return
	shown.add(key)
	console.error(["live: " + text.replace(/^live: /, ""), quote].filter(Boolean).join("\n"), ...(element ? [element] : []))
	show(text.replace(/^live: /, ""), quote)
}

const css = `:host{all:initial;position:fixed;z-index:2147483647;inset:auto 0 0;max-height:50vh;overflow:auto;color-scheme:light dark;
background:Canvas;color:CanvasText;border-top:3px solid #c00;font:14px/1.5 system-ui,sans-serif}
div{display:flex;gap:16px;align-items:baseline;justify-content:space-between;padding:8px 16px}
h2{font:inherit;font-weight:bold;margin:0}ul{margin:0;padding:0 16px 8px 32px}
pre{font:12px/1.4 ui-monospace,monospace;overflow:auto;margin:4px 0}
button{font:inherit;min-height:32px}button:focus-visible{outline:3px solid Highlight}`

/** Adds an entry to the list of mistakes, which is outside of the root and of the styles of the page. */
function show(text: string, quote: string) {
	list ??= createList()
	const item = createElement("li", { textContent: text })
	if (quote) native(item).append(createElement("pre", { textContent: quote }))
	native(list).append(item)
}

function createList() {
	const host = createElement("live-dev", { role: "region", ariaLabel: "Mistakes found in development" })
	const panel = host.attachShadow({ mode: "open" })
	const sheet = new CSSStyleSheet()
	sheet.replaceSync(css)
	panel.adoptedStyleSheets = [sheet]
	const head = createElement("div", {})
	const close = createElement("button", { textContent: "Close" })
	native(close).addEventListener("click", () => {
		host.remove()
		list = undefined
	})
	native(head).append(createElement("h2", { textContent: "Mistakes found in development" }), close)
	const items = createElement("ul", { role: "status" })
	native(panel).append(head, items)
	document.body.append(host)
	return items
}

/** Returns the start tag of an element, without long values. */
function describe(element: Element) {
	const attributes = [...native(element).attributes].map(({ name, value }) => ` ${name}="${value.slice(0, 60)}"`)
	return `<${native(element).localName}${attributes.join("").slice(0, 200)}>`
}

/** What a command has not found: elements of its target, or the list of one, which it executes. */
interface CommandMistake {
	command: string
	target: string
	list?: string
	/** The element with the command. */
	el?: Element
}

/** Writes a warning to the console, unless it was written before: that nothing matches may be what the page wants. */
function warn({ command, target, list, el }: CommandMistake) {
	const places: Record<string, string> = { ">": " inside the element", "<": " around the element" }
	const text = list ? `the element has no list ${list}; add one with live.Commands`
		: `no element${places[target[0]!] ?? ""} matches ${target.replace(/^[<>]/, "")}`
	const key = command + text + target
	if (shown.has(key)) return
	shown.add(key)
	console.warn(`live: ${command}: ${text}`, el)
}

addEventListener("live:dev", event => {
	const { detail } = event as CustomEvent<Problem | CommandMistake>
	if ("command" in detail) warn(detail)
	else report(detail)
})

addEventListener("live:error", event => {
	const { outcome, why, el } = (event as CustomEvent).detail
	if (outcome !== "refused" || why === "error" || why === "invalid") return // the page shows why
	report({ kind: "event", text: `an event was refused: ${why}`, quote: el instanceof Element ? describe(el) : "" }, el)
})

/** Reports a click on what has no effect. */
addEventListener("click", event => {
	const path = event.composedPath().filter((node): node is Element => node instanceof Element)
	if (path.some(element => native(element).localName === "live-dev")) return
	const bound = path.find(element => native(element).matches("[live-click]"))
	const button = path.find(element => native(element).matches("button,input[type=submit],input[type=image]"))
	reportConfirm()
	if (bound) reportUnconnected(bound)
	else if (button && !event.defaultPrevented) reportDeadButton(button as HTMLButtonElement)
})

function reportConfirm() {
	if (!window.liveSocket?.confirm || native(document.documentElement).hasAttribute("live-confirm-dialog")) return
	report({ kind: "confirm", text: "a script sets liveSocket.confirm, but the browser asks the questions: give the html element the attribute live-confirm-dialog" })
}

function reportUnconnected(element: Element) {
	const { liveSocket } = window
	if (!document.getElementById("live-root")) {
		report({ kind: "layout", text: "the page has no element with the id live-root, so nothing in it is live. Render Root of the Document in the layout" })
	} else if (!liveSocket) {
		report({ kind: "layout", text: "the client script did not run, so nothing in the page is live. Look for its request in the network panel: " +
			"the Server must receive requests for it, and the Content-Security-Policy must allow it" })
	} else if (!liveSocket.isConnected()) {
		setTimeout(() => {
			if (liveSocket.isConnected()) return
			report({ kind: "connection", text: "the page is not connected, so the event waits. Look for the WebSocket in the network panel, and in the log of the server", quote: describe(element) })
		}, 3000)
	}
}

function reportDeadButton(button: HTMLButtonElement) {
	const { form } = button
	if (form || native(button).matches(":disabled")) return
	const isLost = native(button).hasAttribute("form")
	const text = isLost
		? `the page has no form with the id ${native(button).getAttribute("form")}, so the button submits nothing`
		: "a click on the button has no effect: it is in no form and has no live-click"
	if (isLost || native(button).getAttribute("type") === "submit" || !mayHaveListener(button)) {
		report({ kind: "click", text, quote: describe(button) }, button)
	}
}

/** Reports whether a script of the page, or the browser, may handle a click on button. */
function mayHaveListener(button: Element) {
	const isOwn = /\/_live\/(live|dev)\.\w+(\.\w+)?\.js$/
	const hasScripts = [...document.querySelectorAll("script")].some(script => !isOwn.test(script.src.split("?")[0]!))
	const plain = /^(id|class|type|style|title|name|value|role|tabindex|live-.*|aria-.*)$/
	return hasScripts || [...native(button).attributes].some(({ name }) => !plain.test(name)) ||
		!!native(button).closest("a[href],summary,label")
}

/** Reports a document without a root or with several, and a client that has not run. */
function checkDocument() {
	const roots = document.querySelectorAll("#live-root")
	if (roots.length > 1) {
		report({ kind: "layout", text: "the document has more than one element with the id live-root; only the first one is live" })
	}
	if (!roots.length || !window.liveSocket) reportUnconnected(document.body)
}

if (document.readyState === "complete") checkDocument()
else addEventListener("load", checkDocument)
