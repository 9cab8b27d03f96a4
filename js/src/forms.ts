// What a form or a control sends.

import type { Form } from "./queue"

type Field = HTMLInputElement & HTMLSelectElement

// controlsOf lists the controls that e stands for: those of a form, those in an element, or itself.
export const controlsOf = (e: Element) => [...e instanceof HTMLFormElement ? e.elements
	: e.matches("input,select,textarea") ? [e] : e.querySelectorAll("input,select,textarea")] as Field[]

export function serialise(e: Element, kind: Form[0], source: string, submitter?: HTMLElement | null): Form {
	const list = controlsOf(e).filter(c => c.name && !c.matches(":disabled"))
	const data = e instanceof HTMLFormElement ? [...new FormData(e, submitter)] : list.flatMap(fields)
	const sent = new Set(data.map(([name]) => name))
	const ticks = list.filter(c => /^(checkbox|radio|select-multiple)$/.test(c.type) && !sent.has(c.name))
	return [
		kind, `${new URLSearchParams(data.filter(([, v]) => typeof v === "string") as string[][])}`,
		[...new Set(ticks.map(c => c.name))], source,
	]
}

function fields(c: Field): [string, string][] {
	if (c.localName === "select") return [...c.selectedOptions].filter(o => !o.matches(":disabled")).map(o => [c.name, o.value])
	const silent = /^(checkbox|radio)$/.test(c.type) ? !c.checked : /^(file|submit|button|image|reset)$/.test(c.type)
	return silent ? [] : [[c.name, c.value]]
}
