// Changes the page before its deferred scripts run, and again later, as translators, password
// managers and content blockers do. It runs at document_start.

function make(name, mark, text = "") {
	const e = document.createElement(name)
	e.setAttribute("data-meddler", mark)
	e.textContent = text
	return e
}

function before() {
	const root = document.querySelector("#live-root")
	if (!root) return
	document.documentElement.setAttribute("data-meddled", "early")
	root.before(make("div", "before root"))
	root.after(make("div", "after root"))
	root.prepend(make("div", "first"))
	root.append(make("div", "last"))
	root.setAttribute("data-meddler", "root")
	const list = root.querySelector("ul")
	if (list) {
		list.children[0].before(make("li", "in list", "advert"))
		list.children[2].append(make("img", "in row"))
		list.children[2].classList.add("meddled")
		list.setAttribute("title", "meddled")
	}
	for (const box of root.querySelectorAll("input")) {
		box.setAttribute("data-manager", "yes")
		box.after(make("span", "beside box", "key"))
	}
}

function later() {
	const root = document.querySelector("#live-root")
	root?.querySelector("li:last-child")?.before(make("li", "later", "another advert"))
	root?.append(make("div", "last of all"))
	document.documentElement.setAttribute("data-meddled", "late")
}

// The page is "interactive" after it was parsed, and before deferred scripts run.
document.addEventListener("readystatechange", () => {
	if (document.readyState === "interactive") before()
})
document.addEventListener("meddle", later)
