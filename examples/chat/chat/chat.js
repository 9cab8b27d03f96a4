// Reads on to older messages when somebody scrolls up to where they end. Who does not scroll has the button.
const ahead = 300 // pixels
document.addEventListener("scroll", () => {
	const older = document.querySelector("#older:not(.live-click-loading)")
	if (older && older.getBoundingClientRect().bottom > -ahead) older.click()
}, { capture: true, passive: true })
