package e2e

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var navigationSteps = flag.Int("navigation-steps", 200, "steps of the random walk through pages; 10,000 take some minutes")

// navigationWalker defines walk, which takes random steps of a user: links, navigations by the server, two links at
// once, Back, Forward, Back while a link is followed, and events. After each step it requires that address, document,
// history and the state of the view agree. What it knows of the entries of the history and of their pages is kept when
// the document is loaded again.
const navigationWalker = `
window.known = JSON.parse(sessionStorage.walk ?? '{"entries":{},"pages":{},"last":0}')
window.loads = 0
addEventListener("live:page-loading-start", () => loads++)
addEventListener("live:page-loading-stop", () => loads--)
window.by = id => document.getElementById(id)
window.happens = name => new Promise(resolve => addEventListener(name, resolve, { once: true }))
window.pause = () => new Promise(resolve => setTimeout(resolve, 1))
window.until = async (condition, what) => {
	for (const end = Date.now() + 60_000; !condition(); await pause()) {
		if (Date.now() > end) throw new Error("never: " + what + "; at " + location.href + " " + JSON.stringify(history.state) + document.body.outerHTML)
	}
}
window.isSettled = () => liveSocket.isConnected() && loads === 0 && document.querySelector("h1")?.textContent === "shelf " + location.pathname.slice(7)
window.settle = async () => { for (let i = 0; i < 3; i++) { await until(isSettled, "settled"); await pause() } }
window.require = (is, what) => { if (!is) throw new Error(what + "; at " + location.href + " " + JSON.stringify(history.state) + " " + JSON.stringify(known) + document.body.outerHTML) }
window.pageKey = () => by("live-root").walkKey ??= ++known.last // a page that sleeps keeps its element
window.note = () => {
	known.pages[pageKey()] = { count: by("count").textContent, typed: by("typed").value, kept: known.pages[pageKey()]?.kept }
	sessionStorage.walk = JSON.stringify(known)
}
window.verify = () => {
	const name = location.pathname.slice(7)
	require(document.querySelectorAll("#live-root").length === 1, "one root")
	require(document.title === "shelf " + name + " – shop", "the title is " + document.title)
	require(document.querySelector("[aria-current]")?.id === "to-" + name, "the current link")
	const entry = history.state?.walk
	if (entry) require(known.entries[entry] === name, "the entry is that of " + known.entries[entry])
	else {
		known.entries[++known.last] = name
		history.replaceState({ ...history.state, walk: known.last }, "")
	}
	const page = known.pages[pageKey()]
	const [count, typed] = [by("count").textContent, by("typed").value]
	if (page) require(count === page.count && typed === page.typed || page.mayReset && count === "0", "the page has " + count + " " + typed)
	else require(count === "0" && typed === "", "a new page has " + count + " " + typed)
	require(by("basket-count").textContent === (known.basket ?? "0"), "the basket has " + by("basket-count").textContent)
	note()
}
window.steps = {
	async link(n) { const shown = happens("live:navigate"); by("to-" + "abcdef"[n % 6]).click(); await shown },
	async visit() { const shown = happens("live:navigate"); by("visit").click(); await shown },
	async two(n) { const shown = happens("live:navigate"); by("to-" + "abcdef"[n % 6]).click(); by("to-" + "abcdef"[(n >> 3) % 6]).click(); await shown },
	async back() { if (navigation.currentEntry.index > known.base) { const moved = happens("popstate"); history.back(); await moved } },
	async far() { if (navigation.currentEntry.index > known.base + 2) { const moved = happens("popstate"); history.go(-3); await moved } },
	async forward() { if (navigation.canGoForward) { const moved = happens("popstate"); history.forward(); await moved } },
	async backWhile(n) {
		if (navigation.currentEntry.index === known.base) return
		const moved = happens("popstate")
		by("to-" + "abcdef"[n % 6]).click()
		history.back()
		await moved
	},
	async put() { const n = +by("count").textContent + 1; by("put").click(); await until(() => by("count").textContent === "" + n, "put"); note() },
	async basket() {
		known.basket = "" + (+by("basket-count").textContent + 1)
		by("basket").click()
		await until(() => by("basket-count").textContent === known.basket, "basket")
	},
	async type(n) { by("typed").value += "abcdef"[n % 6]; note() },
}
window.walk = async choices => {
	known.base ??= navigation.currentEntry.index
	await settle()
	verify()
	const names = Object.keys(steps)
	for (const [step, n] of choices) {
		window.latest = [names[step % names.length] + n, ...window.latest ?? []].slice(0, 8)
		await steps[names[step % names.length]](n)
		await settle()
		verify()
	}
}`

// At each step of a random walk of links, Back, Forward, events, lost connections and reloads, the document, the
// address, the history and the state of the views agree. In the end nothing is left of the pages.
func TestNavigation_RandomWalk(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	s := &shelfSite{}
	srv := s.newServer()
	srv.EventRate, srv.EventBurst = 100_000, 100_000
	s.site = newSite(t, srv, s.record)
	s.proxy = NewProxy(t, s.addr)
	tab := openConnected(t, s.proxy.URL()+"/shelf/a")
	tab.waitNavigation()
	tab.Do(navigationWalker)
	const perSegment = 25
	for done := 0; done < *navigationSteps; done += perSegment {
		var choices []string
		for range perSegment {
			choices = append(choices, fmt.Sprintf("[%d,%d]", r.IntN(1000), r.IntN(1000)))
		}
		tab.Do(`window.result = undefined; walk([` + strings.Join(choices, ",") + `]).then(() => result = "ok", e => result = latest.join() + ": " + e)`)
		tab.Until(`window.result`)
		require.Equal(t, "ok", tab.Text(`result`))
		switch r.IntN(3) {
		case 0:
			s.proxy.CutAll()
			tab.Until(`!liveSocket.isConnected()`)
			tab.Reconnect()
		case 1:
			tab.Do(`window.old = true; location.reload()`)
			tab.Until(`!window.old && window.liveSocket?.isConnected()`)
			tab.waitNavigation()
			tab.Do(navigationWalker + `
				known.basket = by("basket-count").textContent
				for (const page of Object.values(known.pages)) page.mayReset = true
				note()`)
		}
	}
	tab.Do(`addEventListener("unload", () => {}); location.href = "/welcome"`) // not into the back/forward cache, where the views sleep
	tab.Until(`document.querySelector("h1").textContent === "welcome"`)
	eventually(t, func() bool { return srv.Stats().Sessions == 0 }, func() string { return fmt.Sprintf("%+v", srv.Stats()) })
	require.Empty(t, tab.Errors())
}
