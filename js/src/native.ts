// Access to forms and to the document that markup of the page cannot intercept. A form hides its own
// properties and methods behind controls of the same name (<input name="attributes">), and the
// document does so behind images, forms and frames (<img name="body">). Modules access both only
// through this one; a test of package js rejects direct access.

/** Returns a view of object on which each property is the one that prototype defines. */
const nativeView = <T extends object>(object: T, prototype: T): T => new Proxy({} as T, {
	get(_, name) {
		const value: unknown = Reflect.get(prototype, name, object)
		return typeof value === "function" ? value.bind(object) : value
	},
	set: (_, name, value) => Reflect.set(prototype, name, value, object),
})

const nativeDocument = nativeView(document, Document.prototype)

export { nativeDocument as document }

/**
 * Returns an object with the properties of node, for access to one of them. It is node itself unless
 * that is a form, so it must not be passed to the browser or compared.
 */
export const native = <T extends object>(node: T): T =>
	node instanceof HTMLFormElement ? nativeView(node, HTMLFormElement.prototype) as T : node
