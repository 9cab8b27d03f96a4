// The mirror: the nodes that the server sent, and nothing else. Patches address it, so what extensions, widgets or
// hooks add to the page cannot shift a path.

export interface Mirror {
	dom: Node
	up: Mirror | null
	attrs: Map<string, string> // as sent; empty unless an element
	kids: Mirror[]
	text: string | undefined // of texts, comments and text elements, as sent
	size: number // nodes in this subtree, itself included
}

export const HTML = "http://www.w3.org/1999/xhtml"

const voids = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/
const texts = /^(script|style|textarea|title|iframe|noscript)$/
const mirrors = new WeakMap<Node, Mirror>()

export const isElement = (n: Node | null): n is HTMLElement => n?.nodeType === 1
export const isHTML = (n: Node) => (n as Element).namespaceURI === HTML
export const isVoid = (e: Element) => isHTML(e) && voids.test(e.localName)

// A text element is a leaf whose content is text, whatever it looks like.
export const isTextElement = (e: Element) => (isHTML(e) ? texts : /^(script|style)$/).test(e.localName)

// box is where an element keeps its children.
export const box = (n: Node): ParentNode & Node => (n as HTMLTemplateElement).content instanceof DocumentFragment
	? (n as HTMLTemplateElement).content : n as Element

export const mirrorOf = (n: Node) => mirrors.get(n)

// isMirrored says whether n is a child of m that the server sent; any other node in m's box is foreign.
export const isMirrored = (n: Node, m: Mirror) => mirrors.get(n)?.up === m

export const key = (m: Mirror) => m.attrs.get("live-id") ?? m.attrs.get("id")

// mirror makes the mirror of dom and all below it.
export function mirror(dom: Node, up: Mirror | null = null): Mirror {
	const m: Mirror = { dom, up, attrs: new Map(), kids: [], text: undefined, size: 1 }
	mirrors.set(dom, m)
	if (!isElement(dom)) m.text = (dom as CharacterData).data
	else {
		for (const a of dom.attributes) m.attrs.set(a.name, a.value)
		if (isTextElement(dom)) m.text = dom.firstElementChild ? dom.innerHTML : dom.textContent!
		else if (!isVoid(dom)) m.kids = mirrorAll(box(dom), m)
	}
	resize(m)
	return m
}

// mirrorAll mirrors the children of parent. Texts side by side, of which a parser makes one, become one.
export function mirrorAll(parent: Node, up: Mirror): Mirror[] {
	const kids: Mirror[] = []
	let before: Mirror | undefined
	for (const n of [...parent.childNodes]) {
		const type = n.nodeType
		if (type === 3 && before?.dom.nodeType === 3) {
			before.text = (before.dom as Text).data += (n as Text).data
			n.remove()
		} else if (type === 1 || type === 8 || type === 3 && (n as Text).data) kids.push(before = mirror(n, up))
	}
	return kids
}

// setKids makes kids the children of m.
export function setKids(m: Mirror, kids: Mirror[]) {
	const before = m.size
	m.kids = kids
	for (const k of kids) k.up = m
	resize(m)
	for (let p = m.up; p; p = p.up) p.size += m.size - before
}

function resize(m: Mirror) {
	m.size = 1
	for (const k of m.kids) m.size += k.size
}
