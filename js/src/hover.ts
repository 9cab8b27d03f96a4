// live-mouseenter and live-mouseleave.

import { isElement } from "./dom"
import { native } from "./native"
import { takeDelayed } from "./take"

for (const type of ["mouseenter", "mouseleave"]) {
	addEventListener(type, event => { // which each element receives that the pointer enters or leaves
		const target = event.target as Node
		const binding = "live-" + type
		if (isElement(target) && native(target).hasAttribute(binding)) takeDelayed(event, target, binding)
	}, true)
}
