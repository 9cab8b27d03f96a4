// What the browser does by default at an event.

/**
 * Prevents the default action, while hiding that from scripts of the page: defaultPrevented shows
 * only what they do.
 */
export function suppressDefault(event: Event) {
	event.preventDefault()
	let isPrevented = false
	Object.defineProperties(event, {
		preventDefault: {
			value() {
				isPrevented = true
			},
		},
		defaultPrevented: { get: () => isPrevented },
	})
}
