// Asks in the dialog of the page for elements with data-ask, and in the browser's dialog for all others.
liveSocket.confirm = (question, element) => "ask" in element.dataset ? ask(question) : confirm(question)

function ask(question) {
	const dialog = document.querySelector("#question")
	dialog.querySelector("form").reset()
	dialog.querySelector("p").textContent = question
	dialog.returnValue = ""
	dialog.showModal()
	return new Promise(resolve => {
		dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true })
	})
}
