// The hook of the button copies its data-text, and reports to the view whether that worked.
liveSocket.hook("clipboard", {
	mounted() {
		this.el.addEventListener("click", () => this.copy(), { signal: this.signal })
	},

	async copy() {
		let ok = true
		try {
			await navigator.clipboard.writeText(this.el.dataset.text)
		} catch { // not allowed, or the page does not use https
			ok = false
			getSelection().selectAllChildren(document.querySelector("#link"))
		}
		this.push.Copied({ ok })
	},
})
