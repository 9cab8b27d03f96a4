// The hook shows the editor CodeJar in place of the textarea of the form, and keeps the text of both the same. CodeJar
// inserts texts as HTML that it has escaped: the default policy of Trusted Types allows no tags.
window.trustedTypes?.createPolicy("default", { createHTML: html => html.includes("<") ? null : html })
const { CodeJar } = await import("/static/third-party/codejar-4.2.0/codejar.js")

const kinds = ["comment", "string", "keyword"]
const pattern = /(?<comment>\/\/.*|\/\*[^]*?\*\/)|(?<string>"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*')|(?<keyword>\b(?:break|case|chan|const|continue|default|defer|else|for|func|go|if|import|interface|map|package|range|return|select|struct|switch|type|var)\b)/g

// Colors the words of an element without changing its nodes, so that the browser can undo what the user types.
function highlight(element) {
	if (!CSS.highlights) return
	for (const kind of kinds) CSS.highlights.set("code-" + kind, new Highlight())
	element.normalize()
	for (const text of element.childNodes) {
		for (const { index, 0: word, groups } of (text.data ?? "").matchAll(pattern)) {
			const range = new Range()
			range.setStart(text, index)
			range.setEnd(text, index + word.length)
			CSS.highlights.get("code-" + kinds.find(kind => groups[kind])).add(range)
		}
	}
}

liveSocket.hook("editor", {
	mounted() {
		this.area = this.el.querySelector("textarea")
		this.text = this.el.querySelector(".editor-text")
		this.jar = CodeJar(this.text, highlight, { catchTab: false, history: false })
		this.text.style.removeProperty("outline") // CodeJar hides where the focus is
		this.text.setAttribute("role", "textbox")
		this.text.setAttribute("aria-multiline", "true")
		this.text.setAttribute("aria-labelledby", "code-label")
		this.area.classList.add("editor-source")
		this.text.addEventListener("input", () => {
			this.area.value = this.jar.toString()
			this.area.dispatchEvent(new InputEvent("input", { bubbles: true }))
		}, { signal: this.signal })
		this.el.querySelector("label").addEventListener("click", () => this.text.focus(), { signal: this.signal })
		this.updated()
	},

	updated() {
		for (const name of ["aria-invalid", "aria-describedby"]) this.text.setAttribute(name, this.area.getAttribute(name))
		if (this.jar.toString() === this.area.value) return
		const position = document.activeElement === this.text && this.jar.save()
		this.jar.updateCode(this.area.value)
		if (position) this.jar.restore(position)
	},

	destroyed() {
		this.jar.destroy()
	},
})
