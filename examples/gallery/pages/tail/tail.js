// The hook scrolls to the end of what is appended, unless the user has scrolled up: then the lines in view stay where
// they are while the first ones are dropped.
liveSocket.hook("tail", {
	mounted() {
		this.el.scrollTop = this.el.scrollHeight
	},

	beforeUpdate() {
		const { scrollHeight, scrollTop, clientHeight } = this.el
		this.isAtEnd = scrollHeight - scrollTop - clientHeight < 24
	},

	updated() {
		if (this.isAtEnd) this.el.scrollTop = this.el.scrollHeight
	},
})
