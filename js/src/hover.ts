// live-mouseenter and live-mouseleave.

import { client } from "./client"
import { isElement } from "./dom"
import { native } from "./native"

for (const type of ["mouseenter", "mouseleave"]) {
	addEventListener(type, event => { // which each element receives that the pointer enters or leaves
		const target = event.target as Node
		const binding = "live-" + type
		if (!isElement(target) || !native(target).hasAttribute(binding)) return
		client.dispatchDelayed(event, target, binding, target, native(target).getAttribute("live-debounce"),
			fields => client.emit(target, binding, fields))
	}, true)
}
