// This script runs in each page that livetest tests in a real browser, before the scripts of the
// page. It observes the messages of the WebSocket, so that it knows when the page has settled, and
// implements the functions that package livetest calls. Both identify an element by its index among
// the elements of the last snapshot.
(() => {
	let socket
	let sessions = new Map() // of this socket, by number
	let framesToDrop = 0
	let hasModule = false // the client has loaded the module that shows messages
	const loaded = new Set() // names of modules that the client has loaded
	let elsewhere = false // the user is in another window
	Document.prototype.hasFocus = () => !elsewhere
	let rounds = 0 // of fresh renders since the last call of settle
	let sameRounds = 0 // the last ones of these, in which no view has changed
	let lazyShown = new WeakSet() // roots of lazy views, since the socket was opened
	const expectedCrashes = new Set() // names of views
	let watched // the session whose end the test waits for
	let leaving = false, leftFor = "", joined = false
	let problem = "" // the first that was found
	const id = Math.random()
	let pages = 0, page = 0 // number of pages that this document has shown, and which of them it shows
	let visiting = 0 // number of navigations that have begun in this document
	const effects = []
	let elements = [] // of the last snapshot
	const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
	const root = () => document.getElementById("live-root")
	const stickyRoots = () => [...document.querySelectorAll("[live-sticky]")].filter(e => !root()?.contains(e))
	// The content of portals that is outside of these roots.
	const portals = () => [...document.querySelectorAll("[live-portal-content]")].filter(e =>
		!root()?.contains(e) && !e.parentElement.closest("[live-sticky],[live-portal-content]"))
	// The regions of the layout, which may contain sticky views.
	const regions = () => [...document.querySelectorAll("[live-region]")].filter(e =>
		!root()?.contains(e) && !e.parentElement.closest("[live-sticky],[live-region]"))
	const inRegion = e => regions().some(region => region !== e && region.contains(e))
	// outside returns the elements outside of the root that views have rendered, and the regions of the layout.
	const outside = () => [...regions(), ...[...stickyRoots(), ...portals()].filter(e => !inRegion(e))].sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1)
	// templateOf returns the template of a portal, given the element that holds its content.
	const templateOf = e => [...document.querySelectorAll("template[live-portal]")].find(({ id }) => id === e.getAttribute("live-portal-content"))
	// parentOf returns the element around e. The template of a portal is around its content.
	const parentOf = e => e.hasAttribute("live-portal-content") ? templateOf(e) ?? e.parentElement : e.parentElement
	const rootSelector = "[live-root],#live-root,[live-sticky]"
	// rootAround returns the innermost root around e.
	function rootAround(e) {
		do e = parentOf(e)
		while (e && !e.matches(rootSelector))
		return e
	}
	const connected = () => !!window.liveSocket?.isConnected()

	// Hooks that scripts register report which elements they are mounted on.
	const hookNames = new Set()
	const hooked = new WeakMap() // the name of the hook, by element
	let liveSocket
	Object.defineProperty(window, "liveSocket", {
		configurable: true,
		get: () => liveSocket,
		set(value) {
			liveSocket = value
			const register = value?.hook
			if (!register) return
			value.hook = (name, hook) => {
				hookNames.add(name)
				register(name, observeHook(name, hook))
			}
		},
	})

	function observeHook(name, hook) {
		const prototype = typeof hook === "function" ? hook.prototype : hook
		const callbacks = {
			mounted() {
				hooked.set(this.el, name)
				prototype.mounted?.call(this)
			},
			destroyed() {
				hooked.delete(this.el)
				prototype.destroyed?.call(this)
			},
		}
		if (typeof hook !== "function") return Object.assign(Object.create(hook), callbacks)
		const observed = class extends hook {}
		Object.assign(observed.prototype, callbacks)
		return observed
	}

	// pendingHook returns the name of a registered hook that is not mounted yet on one of its elements, if there is one.
	const pendingHook = () => [...document.querySelectorAll("[live-hook]")].find(e => {
		const name = e.getAttribute("live-hook")
		return hookNames.has(name) && hooked.get(e) !== name
	})?.getAttribute("live-hook")

	window.confirm = () => true

	window.WebSocket = class extends WebSocket {
		constructor(...args) {
			super(...args)
			socket = this
			sessions = new Map()
			lazyShown = new WeakSet()
			this.addEventListener("close", e => socket === this && onEnd(0, e.code, e.reason))
			this.addEventListener("message", e => socket === this && onMessage(e, JSON.parse(e.data)))
			// Of the listeners of "message", this one is called after that of the client, which has applied the message.
			this.addEventListener("open", () => this.addEventListener("message", () => afterMessage()))
		}

		send(message) {
			let [n, m] = unwrap(JSON.parse(message))
			if (m[0] === "sleep" || m[0] === "wake") setAsleep(sessions.get(n), m[0] === "sleep")
			if (m[0] === "bye") onEnd(n)
			if (m[0] === "join" || m[0] === "resume") {
				const old = knownSessions.get(m[1].session) // of the secret that is resumed
				const key = m[1].sticky ?? old?.key
				const isNew = key === undefined && /^[^.]/.test(m[1].token ?? "")
				const asleep = n > 0 && key === undefined && !isNew // a page that is resumed after that in view
				const renewed = new Map([[old, openSession(n, { key, version: m[1].version ?? 0, opening: true, asleep, page: old?.page, isNew })]])
				showPage(renewed.get(old))
				const { roots = {} } = m[1]
				const renew = session => { // with the sessions around it
					if (!renewed.has(session)) renewed.set(session, openSession(session.number, { ...session, parent: renew(session.parent), version: roots[session.number]?.[1], opening: false, asleep: undefined }))
					return renewed.get(session)
				}
				for (const number in roots) if (old?.nested.has(+number)) renew(old.nested.get(+number))
			} else if (m[0] === "e" || m[0] === "p") sessions.get(n).sent++
			super.send(message)
		}
	}

	// setAsleep notes that the page of a session sleeps, or is shown.
	function setAsleep(session, asleep) {
		if (!session) return
		for (const each of [session, ...session.nested.values()]) each.asleep = asleep
		if (!asleep) showPage(session)
	}

	// showPage notes which page is shown, if session is that of a page.
	function showPage(session) {
		if (session.parent || session.key !== undefined || session.asleep) return
		session.page ??= session.isNew ? pages++ : page
		if (session.page === page) return
		page = session.page
		effects.length = 0
	}

	// shown returns the sessions of what the document shows.
	const shown = () => [...sessions.values()].filter(({ asleep }) => !asleep)

	const knownSessions = new Map() // by secret
	const unwrap = m => m[0] === "@" ? [m[1], m[2]] : [0, m]

	// openSession records a session. The root of a nested one is an element of parent.
	function openSession(number, { key, parent, element, version, opening, asleep = parent?.asleep, page, isNew }) {
		const session = {
			number, key, parent, element, version, opening, asleep, page, isNew, sent: 0, acknowledged: 0, fullRenders: 0, requested: false, nested: new Map(),
			root: () => parent ? nestedRoot(parent.root(), element) : key === undefined ? root() : stickyRoots().find(e => e.getAttribute("live-sticky") === key),
		}
		sessions.set(number, session)
		for (let each = parent; each; each = each.parent) each.nested.set(number, session)
		return session
	}

	// nestedRoot returns the element of a nested view, which is not in another one.
	const nestedRoot = (around, element) =>
		around && [...document.querySelectorAll(`[live-root="${element}"]`)].find(e => rootAround(e) === around)

	// nameOf returns the name of the view of a session, as viewName in Go.
	const nameOf = ({ parent, key, element }) => parent ? (nameOf(parent) && nameOf(parent) + "/") + element : key === undefined ? "" : "sticky:" + key

	function onEnd(n, code, reason) {
		const session = sessions.get(n)
		if (code === 4001 && reason === "crashed" && !(session && expectedCrashes.delete(nameOf(session))))
			problem ||= (session?.number ? `a handler or Render of the view in ${session.root()?.cloneNode().outerHTML} panicked` : "a handler or Render panicked") +
				": see the log; if the test expects it, call ExpectCrash before the step"
		for (const number of session?.nested.keys() ?? []) sessions.delete(number)
		sessions.delete(n)
	}

	function onMessage(e, message) {
		const [number, [refs, updates, frameEffects]] = unwrap(message)
		const session = sessions.get(number)
		if (refs === "end") onEnd(number, updates, frameEffects)
		if (!session) return
		if (refs === "joined" || refs === "resumed") session.opening = false
		if (refs === "joined" || refs === "resumed") knownSessions.set(updates.session, session)
		if (refs === "joined") {
			session.version = updates.version
			for (const [element, [n, version]] of Object.entries(updates.roots ?? {})) openSession(n, { parent: session, element: +element, version })
		}
		if (refs === "resumed") {
			for (const n of session.nested.keys()) if (!updates.roots?.[n]) sessions.delete(n)
		}
		if (refs === "joined" && (!joined || session.isNew) && session.key === undefined && !updates.adopted)
			problem ||= `GET ${location.pathname + location.search} rendered a view that the join did not adopt: another one was mounted`
		joined ||= refs === "joined"
		if (typeof refs !== "number") return
		if (framesToDrop > 0) {
			framesToDrop--
			e.stopImmediatePropagation()
			socket.close()
			return
		}
		session.acknowledged += refs
		for (const effect of frameEffects ?? []) {
			const [kind, element, number, version] = effect
			if (session.asleep && kind !== "open") continue // the client keeps it until the page is shown
			if (kind === "navigate") beginVisit(new URL(element, location))
			if (!navigation && kind === "navigate" && toOtherSite(new URL(element, location).href)) {
				leftFor = new URL(element, location).href
				setTimeout(() => stop()) // the client has begun to navigate
			}
			if (kind !== "open") {
				effects.push(effect)
				continue
			}
			for (const each of [...sessions.values()]) if (each.parent === session && each.element === element) onEnd(each.number)
			openSession(number, { parent: session, element, version })
		}
		const previous = session.version
		session.version = updates?.at(-1)?.[0] ?? session.version
		if (updates?.length) setTimeout(dropRemoved)
		if (!session.requested || !updates?.some(u => typeof u[1] === "string")) return
		session.requested = false
		const patched = ownHTML(session)
		afterMessage = () => { // at once: a transition could end before the next task
			afterMessage = () => {}
			const fresh = ownHTML(session)
			session.fullRenders++
			if (previous === session.version && patched !== fresh) problem ||= "patched page differs from a fresh render:\n" + formatMismatch(patched, fresh)
		}
	}

	let afterMessage = () => {} // what follows after the client has applied the message

	const inertDocument = document.implementation.createHTMLDocument()

	// ownHTML returns what the view of a session has rendered. A frame may change the content of its nested views, too,
	// which are compared by themselves.
	function ownHTML(session) {
		const top = session.root()
		if (!top) return
		const content = [...document.querySelectorAll("[live-portal-content]")].filter(e => rootAround(e) === top)
		return [top, ...content].map(e => {
			const copy = inertDocument.importNode(e, true)
			copy.querySelectorAll("[live-portal-content]").forEach(content => content.remove())
			copy.querySelectorAll("[live-root]").forEach(nested => nested.replaceChildren())
			return copy.innerHTML
		}).join("")
	}

	// dropRemoved drops the sessions of nested views whose element was removed.
	function dropRemoved() {
		for (const session of shown()) if (session.parent && !session.root()) onEnd(session.number)
	}

	function formatMismatch(a, b) {
		let i = 0
		while (a[i] === b[i]) i++
		const around = s => "…" + s.slice(Math.max(0, i - 80), i + 80) + "…"
		return "patched: " + around(a) + "\nfresh:   " + around(b)
	}

	addEventListener("error", ({ target }) => { // also errors of elements, which do not bubble
		if (target?.localName === "script" && /\/_live\/live\.\w+(\.\w+)?\.js/.test(target.src)) problem ||= `the client script ${target.src} was not loaded`
	}, true)
	document.addEventListener("load", ({ target }) => {
		const [, name] = target.localName === "script" && /\/_live\/live\.\w+\.(\w+)\.js/.exec(target.src) || []
		loaded.add(name)
		if (name === "ui") hasModule = true
	}, true)
	addEventListener("securitypolicyviolation", e => {
		if (e.disposition === "report") return
		const name = e.effectiveDirective, forbids = `the Content-Security-Policy ${name} forbids `
		let found = ""
		if (/\/_live\/(live|dev)\.\w+(\.\w+)?\.js/.test(e.blockedURI)) found = forbids + e.blockedURI + ": add 'self', 'strict-dynamic', its directory, or 'nonce-…' with templ.WithNonce"
		else if (/\/_live\/live\.\w+\.css/.test(e.blockedURI)) found = forbids + e.blockedURI + ": add style-src 'self'"
		else if (/^wss?:/.test(e.blockedURI)) found = forbids + e.blockedURI + ": add connect-src 'self'"
		else if (e.blockedURI === "trusted-types-policy" && e.sample === "lively") found = forbids + "the Trusted Types policy of the client: add lively to trusted-types"
		if (found && !/Policy/.test(problem)) problem = found // it is the cause of another problem
	}, true)

	addEventListener("live:error", ({ detail: { el, outcome, why } }) => {
		if (outcome === "refused" && why !== "error" && why !== "invalid") problem ||= `${el?.cloneNode().outerHTML}: its event was refused: ${why}`
	})

	// beginVisit notes that the client is going to navigate, for which it loads its module first. To a place in the page,
	// the browser only scrolls.
	function beginVisit(url) {
		const isPlace = url.hash && url.pathname + url.search === location.pathname + location.search
		if (isPlace || toOtherSite(url.href) || !document.querySelector("meta[name=live-page]")) return
		visiting++
		let hasBegun = false
		const end = () => {
			if (!hasBegun) visiting--
			hasBegun = true
		}
		for (const name of ["live:before-navigate", "pagehide"]) addEventListener(name, end, { once: true })
	}
	addEventListener("live:page-loading-start", ({ detail }) => { if (detail.kind === "navigate") visiting++ })
	addEventListener("live:page-loading-stop", ({ detail }) => { if (detail.kind === "navigate") visiting-- })

	const toOtherSite = url => /^https?:/.test(url) && new URL(url).origin !== location.origin

	// Firefox before 147 and WebKitGTK before 2.52 have no Navigation API.
	const { navigation } = window
	if (navigation) navigation.addEventListener("navigate", e => {
		if (e.destination.sameDocument || e.downloadRequest !== null) return
		if (!/^https?:/.test(e.destination.url)) return // for another program
		if (!toOtherSite(e.destination.url) || !e.cancelable) leaving = true
		else { // other sites are not loaded
			e.preventDefault()
			leftFor = e.destination.url
		}
	})
	else {
		let followed // the link that a click follows
		addEventListener("click", e => {
			followed = e.target.closest?.("a[href]")
			setTimeout(() => followed = undefined)
		}, true)
		addEventListener("beforeunload", () => {
			if (!followed || /^https?:$/.test(followed.protocol) && !followed.hasAttribute("download")) leaving = true
		})
		const stay = (e, url, { target }) => {
			if (e.defaultPrevented || !toOtherSite(url) || !/^(_self|_top|_parent)?$/.test(target)) return
			e.preventDefault()
			leftFor = url
		}
		// These are registered last, when the handlers of the page have decided.
		addEventListener("load", () => {
			addEventListener("click", e => {
				const link = e.target.closest?.("a[href]:not([download])")
				if (link) stay(e, link.href, link)
			})
			addEventListener("submit", e => {
				const { submitter: button, target: form } = e
				const url = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", document.baseURI)
				stay(e, url.href, { target: button?.getAttribute("formtarget") ?? form.target })
			})
		})
	}
	addEventListener("pageshow", () => leaving = false)

	// Flash messages remain, as if the pointer were on them: the duration of a test varies.
	addEventListener("DOMContentLoaded", () => {
		const region = document.getElementById("live-flash")
		if (region) region.matches = () => true
	})
	const flashes = () => [...document.querySelectorAll("#live-flash [role] p")]

	// unsettled resolves to the reason why the page has not settled, or to "" if it has.
	async function unsettled() {
		if (leftFor || problem) return ""
		if (leaving || visiting) return "the page is navigating"
		if (document.readyState !== "complete") return "the page is loading"
		const refresh = [...document.querySelectorAll("meta[http-equiv]")].find(e => e.httpEquiv.toLowerCase() === "refresh")
		if (refresh && /^\s*0/.test(refresh.content)) return "the page is navigating"
		if (!root() && !document.querySelector("meta[name=live-token]")) return ""
		if (!window.liveSocket) {
			problem ||= "the page is not live: its client script did not run, or did not find the element live-root"
			return ""
		}
		const buttons = [...document.querySelectorAll("#live-card button, #live-pill button")]
		const reloadText = document.querySelector("meta[name=live-texts]")?.dataset.reload ?? "Reload"
		const reload = buttons.find(button => button.textContent === reloadText)
		if (reload) { // as confirmations, this one is accepted
			reload.click()
			return "the page is loading"
		}
		if (root().classList.contains("live-error")) return "the client has stopped with an error"
		if (!connected()) {
			dispatchEvent(new Event("online")) // reconnect without delay
			await sleep(20)
			return "the page is not connected"
		}
		for (const { opening, key } of shown()) if (opening) return key === undefined ? "the page is joining" : `the sticky view ${key} is joining`
		if (!hasModule) return "the client is loading its module with the messages"
		for (const [name, neededBy] of Object.entries(livetestModules))
			if (!loaded.has(name) && isNeeded(new RegExp(neededBy))) return `the client is loading its module ${name}`
		// An effect may need a module for which no attribute of the page asks. The client removes the script when it has run.
		const loading = [...document.scripts].find(script => /\/_live\/live\.\w+\.\w+\.js/.test(script.src))
		if (loading) return `the client is loading its module ${loading.src}`
		if (pendingHook()) return `the hook ${pendingHook()} is being mounted`
		for (const { sent, acknowledged } of shown())
			if (sent > acknowledged) return `${acknowledged} of ${sent} events are acknowledged: is a handler blocked?`
		if (await showLazy()) return "a lazy view is being mounted"
		const before = shown().map(session => ({ session, ...session })), socketBefore = socket
		for (const { session, number } of before) {
			session.requested = true
			socket.send(number ? `["@",${number},["html",0]]` : `["html",0]`)
		}
		while (before.some(({ session, number, fullRenders }) => sessions.get(number) === session && session.fullRenders === fullRenders)) {
			if (socket !== socketBefore || leaving || !connected()) return "the connection was lost"
			await sleep(1)
		}
		if (before.some(({ session, sent }) => session.sent !== sent) || leaving) return "events are in flight"
		// What one view does may change another one.
		const isSame = before.length === shown().length && before.every(({ session, number, version }) => sessions.get(number) === session && session.version === version)
		sameRounds = isSame ? sameRounds + 1 : 0
		// A view may pass a message on without a change of its own: up to the page, or down to the innermost view.
		const passing = Math.max(1, ...shown().map(depthOf))
		return sameRounds >= passing || shown().length === 1 && before.length === 1 || ++rounds >= 8 ? "" : "views are changing"
	}

	// depthOf returns the number of views around that of a session.
	const depthOf = ({ parent }) => parent ? 1 + depthOf(parent) : 0

	// showLazy scrolls to the first lazy view that was not shown yet. It resolves to whether there is one.
	async function showLazy() {
		const isOpen = e => shown().some(session => session.parent && session.root() === e)
		const lazy = [...document.querySelectorAll("[live-root][live-lazy]")].find(e => !lazyShown.has(e) && !isOpen(e))
		if (!lazy) return false
		lazyShown.add(lazy)
		lazy.scrollIntoView({ block: "center", inline: "center", behavior: "instant" })
		for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame) // the client observes the element
		await sleep()
		return true
	}

	const find = n => {
		const e = elements[n]
		if (!e.isConnected) throw Error("the element was removed from the page")
		return e
	}

	// isNeeded reports whether the page has an attribute for which it needs a module.
	const isNeeded = neededBy => [root(), ...outside()].some(top => [...top.querySelectorAll("*")].some(e =>
		[...e.attributes].some(({ name, value }) => name.startsWith("live-") && neededBy.test(name + "=" + value))))

	const dispatch = (e, ...types) => types.forEach(type => e.dispatchEvent(new Event(type, { bubbles: true })))

	window.livetest = {
		// settle resolves to the reason why the page has not settled after ms milliseconds, or to "" if it has.
		async settle(ms) {
			const end = Date.now() + ms
			rounds = sameRounds = 0
			for (;;) {
				await sleep() // the client handles an event in the next task
				await sleep()
				const reason = await Promise.race([unsettled(), sleep(end - Date.now()).then(() => "the server did not respond")])
				if (!reason || leaving || Date.now() >= end) return reason
				await sleep(2)
			}
		},

		snapshot() {
			const top = root() ?? document.documentElement
			elements = [...top.querySelectorAll("*"), ...root() ? outside().flatMap(e => [e, ...e.querySelectorAll("*")]) : []]
			return {
				Document: id + page, Live: !!root(), HTML: root() ? top.innerHTML : top.outerHTML, Outside: root() ? outside().map(e => e.outerHTML).join("") : "", Title: document.title, URL: location.pathname + location.search,
				LeftFor: leftFor, Problem: problem, ExpectedCrashes: [...expectedCrashes], Status: page ? 200 : performance.getEntriesByType("navigation")[0]?.responseStatus, Effects: effects,
				Flashes: flashes().map(p => ({ Kind: p.className.slice(11), Text: p.firstChild.data, Label: p.querySelector("[live-click]")?.textContent ?? "" })),
				Elements: elements.length, Focus: elements.indexOf(document.activeElement),
				Controls: elements.filter(e => e.matches("input,select,textarea")).map(e => ({
					Text: e.value, Checked: !!e.checked, Selected: [...e.selectedOptions ?? []].map(o => o.value),
				})),
			}
		},

		// head returns the HTML of the document without its body.
		head: () => document.documentElement.cloneNode().outerHTML.replace("</html>", () => document.head.outerHTML + "</html>"),

		// scrollTo scrolls to an element, and waits until observers of the viewport have seen that.
		async scrollTo(n) {
			find(n).scrollIntoView({ block: "nearest", behavior: "instant" })
			for (let i = 0; i < 2; i++) await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
		},
		// clickPoint returns where to click an element.
		clickPoint(n) {
			const e = find(n)
			e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" })
			const r = e.getClientRects()[0]
			if (!r?.width || !r.height) throw Error("the element is not visible")
			const x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y)
			if (!e.contains(top)) throw Error("the element is covered by " + (top?.cloneNode().outerHTML ?? "the edge of the window"))
			return [x, y]
		},

		focus(n) {
			if (n < 0) return document.activeElement.blur()
			find(n).focus()
			if (document.activeElement !== find(n)) throw Error("the element is not focusable")
		},

		fill(n, text) {
			const e = find(n), before = e.value
			e.focus()
			if (/^(date|datetime-local|month|week|time|color|range)$/.test(e.type)) {
				e.value = text // such a field has parts to type into, or none
				dispatch(e, "input", "change")
			} else {
				e.select()
				if (text) document.execCommand("insertText", false, text)
				else if (before) document.execCommand("delete")
				else dispatch(e, "input") // as if typed and deleted
			}
		},

		// setFiles chooses files, whose content is in base64.
		setFiles(n, files) {
			const e = find(n), chosen = new DataTransfer
			for (const { Name, Type, Content } of files ?? []) {
				const content = Uint8Array.from(atob(Content ?? ""), c => c.charCodeAt(0))
				chosen.items.add(new File([content], Name, { type: Type }))
			}
			e.files = chosen.files
			dispatch(e, "input", "change")
		},

		select(n, values) {
			const e = find(n)
			e.focus()
			for (const o of e.options) o.selected = values.includes(o.value)
			dispatch(e, "input", "change")
		},

		// clickFlash clicks the button with the label, or that to close if label is empty, of a flash message.
		clickFlash(kind, text, label) {
			const p = flashes().findLast(p => p.className.slice(11) === kind && p.firstChild.data === text)
			const buttons = [...p.querySelectorAll("button")]
			const button = label ? buttons.find(b => b.textContent === label) : buttons.at(-1)
			const r = button.getBoundingClientRect()
			if (document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) !== button) throw Error("the button of the flash message is covered")
			button.click()
		},

		focusWindow(isFocused) {
			elsewhere = !isFocused
			window.dispatchEvent(new Event(isFocused ? "focus" : "blur"))
		},

		pushEvent(n, event) {
			liveSocket.pushEvent(find(n), event)
		},

		isHookMounted(n) {
			return hooked.get(find(n)) === find(n).getAttribute("live-hook")
		},

		submit(n, buttonIndex) {
			const form = find(n), button = buttonIndex < 0 ? null : find(buttonIndex)
			const invalid = [...form.elements].find(e => !form.noValidate && !button?.formNoValidate && e.willValidate && !e.validity.valid)
			if (invalid) throw Error(`the browser rejects field ${JSON.stringify(invalid.name)}: ${invalid.validationMessage}`)
			form.requestSubmit(button)
		},

		reset: n => find(n).reset(),

		// moveHistory resolves to the reason if it fails, and to nothing if it succeeds.
		async moveHistory(by) {
			let done = false
			if (navigation) {
				if (by < 0 ? !navigation.canGoBack : !navigation.canGoForward) return "no such history entry"
				const { committed } = by < 0 ? navigation.back() : navigation.forward()
				committed.then(() => done = true, () => done = true)
			} else {
				if (history.length === 1) return "no such history entry"
				addEventListener("popstate", () => done = true, { once: true, capture: true })
				history.go(by)
			}
			while (!done && !leaving) await sleep(1)
		},

		reload() {
			leaving = true
			location.reload()
		},

		async waitDisconnected() {
			while (connected()) await sleep(1)
		},

		connect() {
			if (!connected()) liveSocket.connect()
		},

		expectCrash(view) {
			expectedCrashes.add(view)
		},

		// watchEnd begins to watch the session of a view, and waitEnd waits until it has ended.
		watchEnd(view) {
			watched = shown().find(session => nameOf(session) === view)
			if (!watched) throw Error("the view has no session")
		},

		async waitEnd() {
			while (sessions.get(watched.number) === watched) await sleep(1)
		},

		dropFrames(n) {
			framesToDrop = n
		},
	}
})()
