// setValue writes the value of a text control; the caret stays where it was in what did not change.
export function setValue(e: HTMLInputElement | HTMLTextAreaElement, value: string) {
	const old = e.value
	if (old === value) return
	const start = e === document.activeElement ? e.selectionStart : null // null too for email, number, date
	const end = e.selectionEnd!, direction = e.selectionDirection
	e.value = value
	if (start === null) return
	const most = Math.min(old.length, value.length)
	let head = 0, tail = 0
	while (head < most && old[head] === value[head]) head++
	while (tail < most - head && old.at(-1 - tail) === value.at(-1 - tail)) tail++
	const at = (i: number) => i <= head ? i : value.length - Math.min(tail, old.length - i)
	e.setSelectionRange(at(start), at(end), direction!)
}
