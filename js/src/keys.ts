// live-key: which keys a binding accepts (docs/reference/markup.md, "Keys").

import { client } from "./client"
import { modifiers, modifiersOf } from "./path"
import { suppressDefault } from "./suppress"

export const isApple = /^(Mac|iP)/.test(navigator.platform)

/**
 * Reports whether event belongs to an input method, or is not for a key. A browser that fills in a form sends one
 * without a key, and in Safari the key that ends a composition comes after it and has this code.
 */
export const isUnusable = ({ key, isComposing, keyCode }: KeyboardEvent) =>
	typeof key !== "string" || isComposing || keyCode === compositionKeyCode

const compositionKeyCode = 229

/** Returns the modifiers that are pressed beside the key. AltGr selects a character, as shift does, and does not count. */
export function pressedWith(event: KeyboardEvent) {
	const isAltGr = event.getModifierState("AltGraph")
	const own = event.key.toLowerCase().replace("control", "ctrl")
	return modifiersOf(event).filter(name => name !== own && !(isAltGr && /alt|ctrl/.test(name)))
}

/** Returns those that make a key something else than text: all but shift. */
export const isShortcut = (names: string[]) => names.some(name => name !== "shift")

/**
 * Returns the modifiers of the first of the wanted keys that event is a press of, or undefined. A key without
 * modifiers stands for every press of it, unless isStrict.
 */
export function matchKey(wanted: string | null, event: KeyboardEvent, isStrict: boolean): string[] | undefined {
	if (wanted === null) return []
	const pressed = pressedWith(event)
	for (const alternative of wanted === " " ? ["space"] : wanted.toLowerCase().split(" ")) {
		const names = alternative.split(/\+(?!$)/)
		const name = names.pop()!
		const required = names.map(each => each === "mod" ? isApple ? "meta" : "ctrl" : each)
		if (!names[0] && !isStrict) {
			if (nameOf(event) === name) return required
			continue
		}
		const isCharacter = event.key.toLowerCase() === event.key.toUpperCase() && event.key !== " " // its shift depends on the layout
		const isSame = (ignored?: string) => modifiers.every(each => each === ignored || required.includes(each) === pressed.includes(each))
		if (nameOf(event) === name && isSame(isCharacter ? "shift" : "") || physicalName(event, required) === name && isSame()) return required
	}
}

const nameOf = ({ key }: KeyboardEvent) => key === " " ? "space" : key.toLowerCase()

/**
 * Returns the letter or digit of the key on a Latin keyboard, if the character is another because of the layout,
 * of shift, or of Option on a Mac.
 */
function physicalName({ key, code, altKey }: KeyboardEvent, required: string[]) {
	const [, letter, digit] = /^(?:Key(.)|Digit(.))$/.exec(code) ?? []
	const isOther = /^[^\x00-\x7f]+$/.test(key) || altKey && isApple
	return isOther ? (letter ?? digit)?.toLowerCase() : required.includes("shift") ? digit : undefined
}

/**
 * Prevents what the browser does with the key, if a binding has accepted it with these modifiers. It reports whether
 * the binding takes this press: a shortcut that is held down is one press.
 */
export function takeKey(event: KeyboardEvent, required: string[], isCharacter: boolean) {
	const isHeld = event.repeat && isShortcut(required)
	if (event.defaultPrevented) return false
	if (isHeld) event.preventDefault()
	else if (isShortcut(required) || isCharacter) suppressDefault(event)
	return !isHeld
}

/** Decides for live-keydown, in place of the client, which knows no modifiers. */
client.acceptsKey = (wanted, event) => {
	const required = matchKey(wanted, event, false)
	if (required) takeKey(event, required, false)
	return !!required
}
