// What a page that a browser shows to livetest has before its own scripts. It hears what passes over the websocket, so that it knows when nothing
// is on its way, and does what Go asks for. Go and it name an element by its number among those that were looked at last.
(() => {
	let socket
	let sent = 0, answered = 0 // events of this socket
	let frames = 0, fulls = 0
	let version = 0 // of the picture that was drawn last
	let lose = 0
	let asked = false // for the root's HTML, by us
	let leaving = false, gone = "", joined = false
	let flaw = "" // the first that was found
	const effects = []
	let elements = [] // as they were seen last
	const pause = ms => new Promise(done => setTimeout(done, ms))
	const root = () => document.getElementById("live-root")
	const connected = () => !!window.liveSocket?.isConnected()

	window.confirm = () => true // a person says yes

	window.WebSocket = class extends WebSocket {
		constructor(...args) {
			super(...args)
			socket = this
			sent = answered = 0
			this.addEventListener("close", e => {
				if (e.code === 4001 && e.reason === "crashed") flaw ||= "a handler or Render panicked; the log says where"
			})
			this.addEventListener("message", e => socket === this && hear(e, JSON.parse(e.data)))
		}

		send(message) {
			if (/^\["[ep]"/.test(message)) sent++
			super.send(message)
		}
	}

	function hear(e, [refs, pictures, more]) {
		if (refs === "joined") version = pictures.version
		if (refs === "joined" && !joined && !pictures.adopted)
			flaw ||= `GET ${location.pathname + location.search} rendered a view that was not adopted: another was mounted`
		joined ||= refs === "joined"
		if (typeof refs !== "number") return
		if (lose > 0) {
			lose--
			e.stopImmediatePropagation()
			socket.close()
			return
		}
		answered += refs
		const n = ++frames
		effects.push(...more ?? [])
		const drawn = version
		version = pictures?.at(-1)?.[1] ?? version
		if (!asked || !pictures?.some(p => typeof p[2] === "string")) return
		asked = false
		const patched = root().innerHTML
		setTimeout(() => { // the client has drawn
			const fresh = root().innerHTML
			if (n === frames && drawn === version && patched !== fresh) flaw ||= "patches made another page than a fresh render:\n" + differ(patched, fresh)
			fulls++
		})
	}

	function differ(a, b) {
		let i = 0
		while (a[i] === b[i]) i++
		const around = s => "…" + s.slice(Math.max(0, i - 80), i + 80) + "…"
		return "patched: " + around(a) + "\nfresh:   " + around(b)
	}

	addEventListener("live:error", ({ detail: { el, outcome, why } }) => {
		if (outcome === "refused" && why !== "error") flaw ||= `${el?.cloneNode().outerHTML}: its event was refused: ${why}`
	})

	navigation.addEventListener("navigate", e => {
		if (e.destination.sameDocument || e.downloadRequest !== null) return
		if (new URL(e.destination.url).origin === location.origin || !e.cancelable) leaving = true
		else { // there is no other site
			e.preventDefault()
			gone = e.destination.url
		}
	})
	addEventListener("pageshow", () => leaving = false)

	async function unrest() {
		if (gone || flaw) return ""
		if (leaving) return "the page is being left"
		if (document.readyState !== "complete") return "the page loads"
		if (!root()) return ""
		if (root().classList.contains("live-error")) return "the page stopped"
		if (!connected()) {
			dispatchEvent(new Event("online")) // do not wait
			await pause(20)
			return "the page is not connected"
		}
		if (sent > answered) return `${answered} of ${sent} events are answered: does a handler wait for something?`
		const was = sent, before = fulls, on = socket
		asked = true
		socket.send(`["html",0,0]`)
		while (fulls === before) {
			if (socket !== on || leaving || !connected()) return "the connection was lost"
			await pause(1)
		}
		return sent === was && !leaving ? "" : "events are on their way"
	}

	const find = n => {
		const e = elements[n]
		if (!e.isConnected) throw Error("the element is gone")
		return e
	}

	const said = (e, ...types) => types.forEach(type => e.dispatchEvent(new Event(type, { bubbles: true })))

	window.livetest = {
		// settle says why it has not settled.
		async settle(ms) {
			const end = Date.now() + ms
			for (;;) {
				await pause() // the client decides about an event in the next task
				await pause()
				const why = await Promise.race([unrest(), pause(end - Date.now()).then(() => "the server does not answer")])
				if (!why || leaving || Date.now() >= end) return why
				await pause(2)
			}
		},

		look() {
			const top = root() ?? document.documentElement
			elements = [...top.querySelectorAll("*")]
			return {
				Live: !!root(), HTML: root() ? top.innerHTML : top.outerHTML, Title: document.title, URL: location.pathname + location.search,
				LeftFor: gone, Problem: flaw, Status: performance.getEntriesByType("navigation")[0]?.responseStatus, Effects: effects, Elements: elements.length, Focus: elements.indexOf(document.activeElement),
				Controls: elements.filter(e => e.matches("input,select,textarea")).map(e => ({
					Text: e.value, Checked: !!e.checked, Selected: [...e.selectedOptions ?? []].map(o => o.value),
				})),
			}
		},

		// spot is where to click on an element.
		spot(n) {
			const e = find(n)
			e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" })
			const r = e.getClientRects()[0]
			if (!r?.width || !r.height) throw Error("nobody sees it")
			const x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y)
			if (!e.contains(top)) throw Error("something covers it: " + (top?.cloneNode().outerHTML ?? "the edge of the window"))
			return [x, y]
		},

		focus(n) {
			if (n < 0) return document.activeElement.blur()
			find(n).focus()
			if (document.activeElement !== find(n)) throw Error("it does not take the focus")
		},

		fill(n, text) {
			const e = find(n), before = e.value
			e.focus()
			if (/^(date|datetime-local|month|week|time|color|range)$/.test(e.type)) {
				e.value = text // they have parts to type into, or nothing
				said(e, "input", "change")
			} else {
				e.select()
				if (text) document.execCommand("insertText", false, text)
				else if (before) document.execCommand("delete")
				else said(e, "input") // typed and deleted
			}
		},

		choose(n, values) {
			const e = find(n)
			e.focus()
			for (const o of e.options) o.selected = values.includes(o.value)
			said(e, "input", "change")
		},

		push(n, event) {
			liveSocket.pushEvent(find(n), event)
		},

		submit(n, by) {
			const form = find(n), button = by < 0 ? null : find(by)
			const wrong = [...form.elements].find(e => !form.noValidate && !button?.formNoValidate && e.willValidate && !e.validity.valid)
			if (wrong) throw Error(`the browser refuses ${wrong.name}: ${wrong.validationMessage}`)
			form.requestSubmit(button)
		},

		// travel says why it cannot.
		async travel(by) {
			if (by < 0 ? !navigation.canGoBack : !navigation.canGoForward) return "there is no such entry in the history"
			const { committed } = by < 0 ? navigation.back() : navigation.forward()
			let done = false
			committed.then(() => done = true, () => done = true)
			while (!done && !leaving) await pause(1)
		},

		reload() {
			leaving = true
			location.reload()
		},

		async down() {
			while (connected()) await pause(1)
		},

		up() {
			if (!connected()) liveSocket.connect()
		},

		lose(n) {
			lose = n
		},

		async kill() {
			const over = new Promise(done => socket.addEventListener("close", done))
			dispatchEvent(new PageTransitionEvent("pagehide")) // the client says goodbye
			await over
		},
	}
})()
