// Loads older messages when the user scrolls near the oldest one. The button works without scrolling.
const threshold = 300 // pixels
document.addEventListener("scroll", () => {
	const older = document.querySelector("#older:not(.live-click-loading)")
	if (older && older.getBoundingClientRect().bottom > -threshold) older.click()
}, { capture: true, passive: true })
