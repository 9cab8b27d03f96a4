// live-keyup, live-window-keydown and live-window-keyup.

import { isControl } from "./control"
import { isElement } from "./dom"
import { isUnusable, matchKey, isApple, isShortcut, pressedWith, takeKey } from "./keys"
import { document, native } from "./native"
import { findBound, keyArguments } from "./path"
import { hasEnded, takeDelayed } from "./take"

/** The keys that were pressed in this window, and not for an input method. Others are not released here. */
const pressedKeys = new Set<string>()

const textControls = "textarea,select,input:not([type=button],[type=checkbox],[type=color],[type=file],[type=image],[type=radio],[type=range],[type=reset],[type=submit])," +
	"[role=textbox],[role=searchbox],[role=combobox],[role=spinbutton]"
const clickable = "a[href],area[href],button,summary,input,audio,video,iframe,[role=button],[role=link],[role=checkbox],[role=switch],[role=tab],[role=option],[role^=menuitem]"
const movable = "input,audio,video,iframe,[role=slider],[role=radio],[role=tab],[role=option],[role^=menuitem],[role=treeitem],[role=gridcell]"

addEventListener("keydown", event => {
	if (isUnusable(event)) pressedKeys.delete(event.code)
	else pressedKeys.add(event.code)
}, true)
addEventListener("keydown", handleWindowKey)
addEventListener("keyup", event => {
	if (isUnusable(event) || !pressedKeys.delete(event.code)) return
	handleKeyup(event)
	handleWindowKey(event)
})
addEventListener("blur", event => event.target === window && pressedKeys.clear())

const wantedKey = (element: Element) => native(element).getAttribute("live-key")

const boundTo = (event: KeyboardEvent) =>
	findBound(event, "live-" + event.type, element => !!matchKey(wantedKey(element), event, false))

function handleKeyup(event: KeyboardEvent) {
	const target = event.composedPath()[0] as Element
	const element = boundTo(event)
	if (!element) return
	const args = keyArguments(event)
	if (isControl(target) && target.type !== "password" && target.type !== "file") args.value = target.value
	takeDelayed(event, element, "live-keyup", args, { controls: [target] })
}

function handleWindowKey(event: KeyboardEvent) {
	if (isUnusable(event) || event.defaultPrevented) return
	const bound = boundTo(event)
	if (bound && wantedKey(bound) !== null) return // it is there for this key
	const binding = "live-window-" + event.type
	const [target] = event.composedPath() as Element[]
	const isUsed = isElement(target) && isUsedBy(target, event)
	const modals = [...document.querySelectorAll("dialog:modal")]
	let isTaken: boolean | undefined
	for (const element of document.querySelectorAll(`[${binding}]`)) {
		const wanted = wantedKey(element)
		const required = matchKey(wanted, event, true)
		if (!required || isUsed && !native(element).hasAttribute("live-while-typing") || isBlocked(element, modals) || hasEnded(element)) continue
		isTaken ??= takeKey(event, required, wanted !== null && event.key.length === 1)
		if (!isTaken) return
		takeDelayed(event, element, binding, keyArguments(event))
	}
}

/** Reports whether the user cannot reach element. */
const isBlocked = (element: Element, modals: Element[]) =>
	native(element).matches(":disabled,[inert],[inert] *,dialog:not([open]) *") || modals[0] && !modals.some(each => native(each).contains(element))

/** Reports whether target, which has the focus, does something with the key: it is text, moves the caret or clicks. */
function isUsedBy(target: HTMLElement, event: KeyboardEvent) {
	const { key } = event
	const pressed = pressedWith(event)
	const isText = key.length === 1 || key === "Dead"
	const typesWithAlt = isText && isApple && !pressed.some(name => /ctrl|meta/.test(name))
	if (isShortcut(pressed) && !typesWithAlt) return false
	if (native(target).isContentEditable || native(target).matches(textControls)) return !/^(Escape|F\d+)$/.test(key)
	if (/^(Enter| )$/.test(key)) return native(target).matches(clickable)
	return /^(Arrow|Home|End|Page)/.test(key) && native(target).matches(movable)
}
