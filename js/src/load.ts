// Loads the other modules of the client, when a page first needs them.

import { document, native } from "./native"
import { trustedURL } from "./parse"

// A layout may load the client with type="module".
const script = (document.currentScript ?? document.querySelector("script[src*='/_live/live.']")) as HTMLScriptElement | null
const namePattern = /(live\.(\w+))\.js/

/** The hash of this build, or "" if the URL of the script has none. */
export const buildHash = namePattern.exec(script?.src ?? "")?.[2] ?? ""

/** The element of a module. */
export interface ModuleScript extends HTMLScriptElement {
	/** What the module uses of the client. */
	usedParts: unknown
	/** What the module gives the client. */
	ownParts?: any
}

/**
 * Loads a module, and returns what it gives the client. The promise is rejected with its URL if that fails. A
 * policy that allows the client script by a nonce, by 'strict-dynamic' or by its origin allows the module, too.
 * One that allows it by its hash or exact URL does not.
 */
export const load = (name: string, usedParts: object) => new Promise<any>((resolve, reject) => {
	const tag = document.createElement("script") as ModuleScript
	tag.usedParts = usedParts
	tag.nonce = script!.nonce
	tag.crossOrigin = script!.crossOrigin
	tag.src = trustedURL(script!.src.replace(namePattern, `$1.${name}.js`))
	tag.onload = tag.onerror = () => {
		const { ownParts } = tag // undefined if the response is another script, or none
		tag.remove()
		if (ownParts) resolve(ownParts)
		else reject(tag.src)
	}
	native(document.head).append(tag)
})
