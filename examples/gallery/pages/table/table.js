// The hook requests the rows that the user scrolls to, and moves the focus between rows.
const margin = 40 // rows beyond those in view that should be in the page

liveSocket.hook("table", {
	mounted() {
		const { el, signal } = this
		el.addEventListener("scroll", () => this.load(), { signal, passive: true })
		el.addEventListener("scrollend", () => this.push.Rest({ at: this.top() }).catch(() => {}), { signal })
		el.addEventListener("keydown", event => this.handleKey(event), { signal })
		el.addEventListener("focusin", ({ target }) => {
			if (target.matches(".table-body > [role=row]")) this.current = target.ariaRowIndex - 2
		}, { signal })
		this.handle("go", index => this.goTo(index))
		this.goTo(Number(el.dataset.at))
	},

	beforeUpdate() {
		this.focused = document.activeElement.closest(".table-body > [role=row]")
	},

	updated() {
		if (this.wanted !== undefined && this.row(this.wanted)) this.focus(this.wanted)
		else if (this.focused && !this.focused.isConnected) this.el.focus({ preventScroll: true })
		this.load()
	},

	row(index) {
		return this.el.querySelector(`.table-body > [aria-rowindex="${index + 2}"]`)
	},

	/** The height of a row and of the header, in pixels. */
	height() {
		return this.el.querySelector(".table-head").getBoundingClientRect().height
	},

	/** The index of the first row in view. */
	top() {
		return Math.floor(this.el.scrollTop / this.height())
	},

	/** The number of rows in view. */
	count() {
		return Math.floor(this.el.clientHeight / this.height()) - 1
	},

	/** Requests rows if the page does not have those around the view. There is one request at a time. */
	async load() {
		const first = Number(this.el.dataset.first)
		const end = first + this.el.querySelectorAll(".table-body > [aria-rowindex]").length
		const top = this.top()
		const bottom = top + this.count()
		const isComplete = (first === 0 || first <= top - margin) && (end >= this.el.dataset.total || end >= bottom + margin)
		if (isComplete || this.isLoading) return
		this.isLoading = true
		try {
			await this.push.Show({ first: Math.max(0, top - 90) })
		} catch {
			return // the next scroll event tries again
		} finally {
			this.isLoading = false
		}
		this.load()
	},

	/** Scrolls a row to the top. */
	goTo(index) {
		this.current = index
		this.el.scrollTop = index * this.height()
	},

	handleKey(event) {
		const { key, target } = event
		if (target.matches("a") || event.altKey || event.ctrlKey || event.metaKey) return
		const current = this.current
		const last = this.el.dataset.total - 1
		const index = {
			ArrowUp: current - 1, ArrowDown: target === this.el ? current : current + 1,
			PageUp: current - this.count(), PageDown: current + this.count(), Home: 0, End: last,
		}[key]
		if (key === " " && target !== this.el) target.click()
		else if (index !== undefined) this.moveTo(Math.max(0, Math.min(index, last)))
		else return
		event.preventDefault()
	},

	/** Scrolls a row into view, and moves the focus to it as soon as it is in the page. */
	moveTo(index) {
		const { el } = this
		const top = index * this.height()
		el.scrollTop = Math.max(top - el.clientHeight + 2 * this.height(), Math.min(el.scrollTop, top))
		this.current = index
		this.focus(index)
	},

	focus(index) {
		const row = this.row(index)
		this.wanted = row ? undefined : index
		row?.focus({ preventScroll: true })
	},
})
