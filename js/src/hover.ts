// live-mouseenter and live-mouseleave.

import { isElement } from "./dom"
import { document, native } from "./native"
import { hasEnded, takeDelayed } from "./take"

for (const type of ["mouseenter", "mouseleave"]) {
	// Each element receives one that the pointer enters or leaves. For a listener on window, Chrome sends none.
	document.addEventListener(type, event => {
		const target = event.target as Node
		const binding = "live-" + type
		if (isElement(target) && native(target).hasAttribute(binding) && !hasEnded(target)) takeDelayed(event, target, binding)
	}, true)
}
