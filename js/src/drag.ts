// Lets the user drag a row of a form by its handle.

import { reportDrop } from "./drop"
import { native } from "./native"
import { placeAfter, restoreServerOrder } from "./order"
import { findButton, handlesOf, isDisabled, rowOf, type Handle } from "./rowlist"
import { scrollAtEdge } from "./scrolling"

interface Drag {
	dragHandle: Handle
	dragRow: HTMLElement
	/** The list, and what is in front of the row. */
	dragList: Element
	rowBefore: Element | undefined
	/** What the user has moved the row behind. */
	rowInFront: Element | undefined
	/** Where the pointer is, and where the user has taken hold of the row. */
	dragPoint: Point
	holdPoint: Point
	/** Moves the row with the pointer. Absent until the pointer has moved. */
	dragShift?: Animation
	/** By how much the row is moved. */
	shiftedBy: Point
}

type Point = [x: number, y: number]

let drag: Drag | undefined

/** How far the pointer moves, in pixels, before that is a drag. */
const threshold = 4

const pointOf = ({ clientX, clientY }: PointerEvent): Point => [clientX, clientY]

/** Returns the rows of the list, in their order. */
const rowsOf = ({ dragHandle, dragList }: Drag) => {
	const handles = handlesOf(dragHandle)
	return handles.map(handle => rowOf(handle, handles)).filter(row => native(row).parentNode === dragList)
}

/** Returns what is in front of row among rows. */
const before = (rows: Element[], row: Element) => rows[rows.indexOf(row) - 1]

addEventListener("pointerdown", event => {
	const handle = findButton(event, "live-drag")
	if (!handle || drag || event.button || !event.isPrimary || isDisabled(handle)) return
	const handles = handlesOf(handle)
	if (!handles[1]) return
	const row = rowOf(handle, handles) as HTMLElement
	if (handle.hasPointerCapture(event.pointerId)) handle.releasePointerCapture(event.pointerId) // of a finger
	drag = { dragHandle: handle, dragRow: row, dragList: native(row).parentElement!, rowBefore: undefined, rowInFront: undefined, dragPoint: pointOf(event), holdPoint: pointOf(event), shiftedBy: [0, 0] }
	drag.rowBefore = drag.rowInFront = before(rowsOf(drag), row)
})

addEventListener("pointermove", event => {
	if (!drag || !event.isPrimary) return
	drag.dragPoint = pointOf(event)
	if (!drag.dragShift) start(drag)
	if (drag?.dragShift) follow(drag)
})

addEventListener("pointerup", event => event.isPrimary && endDrag(true))
addEventListener("pointercancel", event => event.isPrimary && endDrag(false))
addEventListener("blur", event => event.target === window && endDrag(false))
addEventListener("keydown", event => {
	if (!drag?.dragShift || event.key !== "Escape") return
	event.preventDefault()
	event.stopImmediatePropagation()
	endDrag(false)
}, true)
addEventListener("scroll", () => drag?.dragShift && follow(drag), true) // by the wheel
addEventListener("touchmove", event => drag && event.cancelable && event.preventDefault(), { passive: false })

/** Begins to move the row, once the pointer has moved far enough. */
function start(current: Drag) {
	const { dragPoint, holdPoint, dragRow } = current
	if (Math.hypot(dragPoint[0] - holdPoint[0], dragPoint[1] - holdPoint[1]) < threshold) return
	const { left, top } = native(dragRow).getBoundingClientRect()
	current.holdPoint = [holdPoint[0] - left, holdPoint[1] - top]
	current.dragShift = native(dragRow).animate({ translate: ["0px 0px", "0px 0px"] }, { duration: 1, fill: "both" })
	native(dragRow).classList.add("live-dragging")
	const scroll = () => {
		if (drag !== current) return
		if (scrollAtEdge(current.dragList, current.dragPoint[1])) follow(current)
		requestAnimationFrame(scroll)
	}
	requestAnimationFrame(scroll)
}

/** Moves the row to where the pointer is. */
function follow(current: Drag) {
	const { dragRow, dragList, dragPoint, holdPoint, shiftedBy } = current
	const rows = rowsOf(current)
	const i = rows.indexOf(dragRow)
	if (i < 0) return endDrag(false)
	const boxes = rows.map(row => native(row).getBoundingClientRect())
	const axis = axisOf(boxes.filter((_, k) => k !== i), boxes[i], shiftedBy)
	const isReversed = !axis && getComputedStyle(dragList).direction === "rtl"
	const middle = ({ left, top, width, height }: DOMRect) => axis ? top + height / 2 : left + width / 2
	const start = dragPoint[axis] - holdPoint[axis]
	const end = start + (axis ? boxes[i].height : boxes[i].width)
	// The row passes another one when its edge in front is past the middle of that.
	const isBehind = (k: number) => (k < i !== isReversed ? start : end) > middle(boxes[k]) !== isReversed
	let behind = 0
	rows.forEach((row, k) => behind += +(row !== dragRow && isBehind(k)))
	current.rowInFront = rows.filter(row => row !== dragRow)[behind - 1]
	if (behind !== i) placeAfter(dragRow, dragList, current.rowInFront)
	show(current, axis)
}

/** Shows the row where the pointer is, although its place in the list may be beside that. */
function show(current: Drag, axis: 0 | 1) {
	const { dragRow, dragPoint, holdPoint, dragShift, shiftedBy } = current
	const { left, top } = native(dragRow).getBoundingClientRect()
	current.shiftedBy = [dragPoint[0] - holdPoint[0] - (left - shiftedBy[0]), dragPoint[1] - holdPoint[1] - (top - shiftedBy[1])]
	const translate = axis ? `0px ${current.shiftedBy[1]}px` : `${current.shiftedBy[0]}px 0px`
	current.shiftedBy[1 - axis] = 0
	;(dragShift!.effect as KeyframeEffect).setKeyframes({ translate: [translate, translate] })
}

/** Returns 0 if rows are beside each other, and 1 if they are below each other. */
export function axisOf([first, second]: DOMRect[], dragged: DOMRect, [, shiftedY]: Point) {
	const other = second ?? { top: dragged.top - shiftedY, bottom: dragged.bottom - shiftedY } as DOMRect
	return first && first.top < other.bottom && other.top < first.bottom ? 0 : 1
}

/** Ends the drag. The row stays where it is if isDropped, or returns to where it was. */
function endDrag(isDropped: boolean) {
	const ended = drag
	drag = undefined
	if (!ended?.dragShift) return
	const { dragHandle, dragRow, dragList, rowBefore } = ended
	ended.dragShift.cancel()
	native(dragRow).classList.remove("live-dragging")
	if (!native(dragRow).className) native(dragRow).removeAttribute("class")
	if (!native(dragRow).isConnected || before(rowsOf(ended), dragRow) === rowBefore) return
	if (isDropped) reportDrop(dragHandle, dragList)
	else restoreServerOrder(dragList)
}

/** Puts the row that is dragged where the user has it, after an update: behind the same row, if that is there. */
export function continueDrag() {
	if (!drag?.dragShift) return
	const { dragRow, dragList, rowInFront } = drag
	const rows = rowsOf(drag)
	if (!rows.includes(dragRow)) return endDrag(false)
	if (!rowInFront || rows.includes(rowInFront)) placeAfter(dragRow, dragList, rowInFront)
	const boxes = rows.filter(row => row !== dragRow).map(row => native(row).getBoundingClientRect())
	show(drag, axisOf(boxes, native(dragRow).getBoundingClientRect(), drag.shiftedBy))
}
