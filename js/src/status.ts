// What the user sees of the connection: a class on the root, and a button to try again.

import { createElement } from "./dom"
import { document, native } from "./native"
import { createProgressBar } from "./progress"
import { rootElement } from "./root"
import { checkingText } from "./texts"

const css = `#live-bar,#live-retry{position:fixed;z-index:9999;inset:0 0 auto;padding:2px;background:#29d}
#live-bar{animation:live 1s infinite alternate}
#live-bar[hidden]{display:none}
#live-retry{padding:max(8px,env(safe-area-inset-top)) 16px 8px;text-align:center;background:Canvas;color:CanvasText;
border-bottom:1px solid}
#live-retry button{font:inherit;min-height:44px;padding:0 16px;margin:8px auto 0;display:block}
#live-retry button:focus-visible{outline:3px solid #29d}
#live-cover{all:unset;position:fixed;inset:0;padding:16px;text-align:center;background:Canvas;color:CanvasText;
color-scheme:light dark}
@keyframes live{to{opacity:.3}}
:where(#live-flash){position:fixed;z-index:9999;inset:0 0 auto auto;padding:max(8px,env(safe-area-inset-top)) 16px 8px;max-width:28rem;max-height:100%;overflow:auto;pointer-events:none}
:where(#live-flash) p{display:flex;align-items:center;gap:8px;margin:8px auto 0;padding-inline-start:16px;background:var(--live-surface,Canvas);color:var(--live-text,CanvasText);
border:1px solid;border-inline-start:8px solid var(--live-accent,#29d);overflow-wrap:anywhere;pointer-events:auto}
:where(#live-flash) p::before{content:"i"/""}
:where(#live-flash) .live-flash-error{border-color:#d33}
:where(#live-flash) .live-flash-error::before{content:"!"/""}
:where(#live-flash) button{font:inherit;min-height:44px;padding:0 16px;background:none;border:0;color:inherit;text-decoration:underline}
:where(#live-flash) button:last-child{margin-inline-start:auto;text-decoration:none}
:where(#live-flash) button:last-child::before{content:"×"}`

/**
 * Connected; loading: joining or reconnecting; error: disconnected, without any further attempt to
 * reconnect.
 */
export type Status = "connected" | "loading" | "error"

const statuses: Status[] = ["connected", "loading", "error"]

/** Adds the style sheet and the progress bar to the page. */
export function initStatus() {
	const sheet = new CSSStyleSheet() // a Content-Security-Policy that forbids inline styles allows this
	sheet.replaceSync(css)
	document.adoptedStyleSheets.push(sheet)
	createProgressBar()
}

/** Sets the class of the root that shows status. */
export function showStatus(status: Status) {
	for (const each of statuses) native(rootElement).classList.toggle("live-" + each, each === status)
}

let notice: HTMLElement | undefined
let cover: HTMLDialogElement | undefined

/** Shows a text with a button that removes both and calls action. */
export function showNotice(text: string, label: string, action: () => void) {
	if (notice?.textContent === text + label) return
	hideNotice()
	notice = createElement("div", { id: "live-retry", role: "alert" })
	const button = createElement("button", {
		textContent: label,
		onclick() {
			hideNotice()
			action()
		},
	})
	notice.append(text, button)
	placeNotice()
}

export function hideNotice() {
	notice?.remove()
	notice = undefined
}

/** Puts the notice where it can be used: a cover that is open blocks the rest of the page. */
function placeNotice() {
	if (notice) native(cover ?? document.body).append(notice)
}

/**
 * Hides the page and blocks input, or ends that. It returns the focus to where it was. The text of the
 * cover is at the top, where a notice covers it.
 */
export function setCovered(isCovered: boolean) {
	if (isCovered === !!cover) return
	native(rootElement).inert = isCovered
	if (isCovered) {
		cover = createElement("dialog", {
			id: "live-cover",
			ariaLabel: checkingText,
			textContent: checkingText,
			onclose: () => cover?.showModal(),
		}) as HTMLDialogElement
		document.body.append(cover)
		cover.showModal()
		placeNotice()
	} else {
		const closing = cover!
		cover = undefined
		placeNotice()
		closing.close()
		closing.remove()
	}
}
