// The module of the rows of forms: the user drags them by a handle, or moves them with the keys while the handle has
// the focus, and screen readers announce where they are.

import { moduleScript } from "./client"
import { axisOf, continueDrag } from "./drag"
import { announcePosition, reportDrop } from "./drop"
import { document, native } from "./native"
import { placeAfter, restoreHeldOrders } from "./order"
import { handleRowClick } from "./rows"
import { findButton, handlesOf, isDisabled, listOf, positionOf, rowOf, type Handle } from "./rowlist"

try {
	// A Content-Security-Policy that forbids inline styles allows this.
	const sheet = new CSSStyleSheet()
	sheet.replaceSync("[live-drag]{touch-action:none;cursor:grab}.live-dragging{position:relative;z-index:1}.live-dragging [live-drag]{cursor:grabbing}")
	document.adoptedStyleSheets.push(sheet)
} catch { } // an old browser shows the rows in its own style

const indexAfterKey: Record<string, (index: number, last: number) => number> = {
	ArrowUp: index => index - 1,
	ArrowDown: index => index + 1,
	Home: () => 0,
	End: (_, last) => last,
}

addEventListener("keydown", event => {
	const handle = findButton(event, "live-drag")
	const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)
	if (!isPlain || event.defaultPrevented || !handle || isDisabled(handle)) return
	const handles = handlesOf(handle)
	const next = indexAfterKey[event.key] ?? indexAfterKey[keyBeside(event.key, handle, handles)]
	if (!next) return
	event.preventDefault()
	const from = handles.indexOf(handle)
	const to = next(from, handles.length - 1)
	if (to === from || to < 0 || to >= handles.length) return announcePosition(handle.form, listOf(handle), handle.name)
	const rows = handles.map(each => rowOf(each, handles))
	const row = rows[from] as HTMLElement
	const list = native(row).parentElement!
	rows.splice(from, 1)
	placeAfter(row, list, rows[to - 1])
	native(row).scrollIntoView({ block: "nearest" })
	reportDrop(handle, list)
})

/** Returns the key that moves a row as key does, which points to the left or right, if the rows are beside each other. */
function keyBeside(key: string, handle: Handle, handles: Handle[]) {
	if (!/^Arrow(Left|Right)$/.test(key) || !handles[1]) return ""
	const row = rowOf(handle, handles)
	const boxes = handles.map(each => native(rowOf(each, handles)).getBoundingClientRect())
	const [box] = boxes.splice(handles.indexOf(handle), 1)
	if (axisOf(boxes, box, [0, 0])) return ""
	const isReversed = getComputedStyle(native(row).parentElement!).direction === "rtl"
	return (key === "ArrowRight") === isReversed ? "ArrowUp" : "ArrowDown"
}

/** The button that was pressed last to move a row, and where the row was. */
let pressed: [form: HTMLFormElement | null, list: string, name: string, position: number] | undefined

let lastName = "" // of the button that was clicked last

addEventListener("click", event => {
	const button = findButton(event, "live-row")
	if (!button) return
	// The second click of a double click is not meant for the row that the first one has moved to the pointer.
	if (event.detail === 2 && button.name !== lastName) event.preventDefault()
	lastName = button.name
	pressed = undefined
	if (!/^[+-]?\d+$/.test(button.value)) return
	const list = button.getAttribute("live-row")!
	const [position] = positionOf(button.form, list, button.name)
	pressed = [button.form, list, button.name, position]
}, true)

function announcePressed() {
	if (!pressed) return
	const [form, list, name, before] = pressed
	const [position] = positionOf(form, list, name)
	if (position === before) return
	pressed = undefined
	announcePosition(form, list, name)
}

moduleScript.ownParts = {
	handleRowClick,
	afterChange() {
		restoreHeldOrders()
		continueDrag()
		announcePressed()
	},
}
