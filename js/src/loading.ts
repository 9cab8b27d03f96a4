// Loading classes: from the moment a person acts until the server has answered.

const counts = new WeakMap<Element, Map<string, number>>()

// load puts a class on e and returns what takes it off; the last one to leave does.
export function load(e: Element, name: string): () => void {
	const of = counts.get(e) ?? new Map<string, number>()
	counts.set(e, of)
	const add = (n: number) => {
		const now = (of.get(name) ?? 0) + n
		of.set(name, now)
		e.classList.toggle(name, now > 0)
		if (!e.classList.length) e.removeAttribute("class")
	}
	add(1)
	return () => add(-1)
}
