// live-click and live-patch: what a click does.

import { callNavigation } from "./address"
import { dispatch } from "./dispatch"
import { emit } from "./emit"
import { rows } from "./lazy"
import { isPatchClick, targetOf } from "./links"
import { native } from "./native"
import { elementsOf, findBound, modifiersOf } from "./path"
import { callModule } from "./modules"
import { suppressDefault } from "./suppress"

/**
 * The click that the browser adds after one on a label: the control that it clicks, and the elements
 * whose bindings have handled the first click.
 */
let echo: { control: Element, handled: (Element | undefined)[] } | undefined

export function handleClick(event: MouseEvent, target: Element) {
	const handled = echo?.control === target ? echo.handled : []
	echo = undefined
	const elements = elementsOf(event)
	const clicked = findBound(event, "live-click")
	const link = findBound(event, "live-patch")
	expectEcho(elements, target, [clicked, link])

	const opensElsewhere = modifiersOf(event)[0] && elements.some(element => native(element).matches(":any-link"))
	if (opensElsewhere) return

	const rowButton = findBound(event, "live-row")
	if (rowButton && !event.defaultPrevented) {
		suppressDefault(event)
		callModule(rows, ({ handleRowClick }) => handleRowClick(event, rowButton as HTMLButtonElement))
	}

	if (clicked && !handled.includes(clicked)) {
		const isPlaceholderLink = native(clicked).getAttribute("href") === "#"
		dispatch(event, clicked, "live-click", isPlaceholderLink, fields => emit(clicked, "live-click", fields))
	}
	if (link instanceof HTMLAnchorElement && !handled.includes(link) && isPatchClick(link, event)) {
		dispatch(event, link, "live-patch", true, ({ done }) => callNavigation(({ followURL }) => followURL(targetOf(link), done)))
	}
}

/** Prepares for the click that the browser adds if target is in a label, but not in its control. */
function expectEcho(elements: Element[], target: Element, handled: (Element | undefined)[]) {
	const label = elements.find(element => element instanceof HTMLLabelElement)
	const control = label?.control
	if (!control || control.contains(target)) return
	echo = { control, handled }
	setTimeout(() => { // the click comes before this
		echo = undefined
	})
}
