// The hook scrolls to the end of what is appended, unless the user has scrolled up.
liveSocket.hook("follow", {
	mounted() {
		this.el.scrollTop = this.el.scrollHeight
		this.el.addEventListener("live:copied", ({ target }) => {
			target.classList.add("assistant-copied")
			setTimeout(() => target.classList.remove("assistant-copied"), 2000)
		}, { signal: this.signal })
	},

	beforeUpdate() {
		const { scrollHeight, scrollTop, clientHeight } = this.el
		this.isAtEnd = scrollHeight - scrollTop - clientHeight < 24
	},

	updated() {
		if (this.isAtEnd) this.el.scrollTop = this.el.scrollHeight
	},
})
