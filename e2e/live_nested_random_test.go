package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// randomTiles defines actions of a user on Tiles. It counts all taps, and those for which the page shows the user
// that they were refused or may be lost.
const randomTiles = `
window.clicks = window.lost = 0
addEventListener("live:error", e => { if (e.detail.el.id?.endsWith("-tap") && e.detail.binding !== "live-hook") lost++ })
window.rows = () => [...document.querySelectorAll("li [id$=-tap]")].map(e => e.id.slice(0, -4))
window.any = n => [...document.querySelectorAll("[id$=-tap]")].map(e => e.id.slice(0, -4))[n % document.querySelectorAll("[id$=-tap]").length]
window.actions = {
	turn() { by("turn").click() },
	swap() { by("swap").click() },
	add() { if (rows().length < 6) by("add").click() },
	drop(n) { const names = rows(); if (names.length > 2) liveSocket.pushEvent(by("turn"), "views.Drop", { name: names[n % names.length] }) },
	tap(n) { clicks++; tap(any(n)) },
	focus(n) { by(any(n) + "-text")?.focus() },
	save(n) { by(any(n) + "-form")?.requestSubmit() },
	send(n) { by(any(n) + "-send")?.click() },
	crash(n) { by(any(n) + "-crash")?.click() },
}`

// recordSessions records the sessions of the newest WebSocket. freshen requests the full HTML of all, of which the
// client shows what differs; fresh returns how many have replied.
const recordSessions = `
window.numbers = new Set(), window.replies = new Set()
const send = WebSocket.prototype.send
WebSocket.prototype.send = function(data) {
	if (window.current !== this) {
		window.current = this
		numbers.clear()
		this.addEventListener("message", e => { if (window.current === this) record(JSON.parse(e.data)) })
	}
	const m = JSON.parse(data), [kind, hello] = m[0] === "@" ? m[2] : m
	if (m[0] === "@") numbers.add(m[1])
	for (const n in kind === "resume" && hello.roots || {}) numbers.add(+n)
	send.call(this, data)
}
window.record = m => {
	const [n, [kind, updates, effects]] = m[0] === "@" ? [m[1], m[2]] : [0, m]
	if (kind === "joined") for (const root of Object.values(updates.roots ?? {})) numbers.add(root[0])
	if (typeof kind !== "number") return
	if (updates?.some(([, html]) => typeof html === "string")) replies.add(n)
	for (const [effect, , number] of effects ?? []) if (effect === "open") numbers.add(number)
}
window.freshen = () => {
	replies.clear()
	current.send('["html",0]')
	for (const n of [...numbers]) current.send(JSON.stringify(["@", n, ["html", 0]]))
}
window.fresh = () => replies.size
window.shownNow = () => [...document.querySelectorAll("#live-root, [live-sticky]")].map(e => e.outerHTML).join("")`

// After random actions of the user in the page, its nested views and a sticky view, cuts of the connection, and
// crashes of all of them, each event has ended once, the document shows the state of the views and what a fresh
// render contains, and exactly those views are mounted.
func TestNested_Random(t *testing.T) {
	t.Parallel()
	for _, fallback := range []bool{false, true} {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed, fallback), func(t *testing.T) { runRandomTiles(t, rand.New(rand.NewPCG(seed, 0)), fallback) })
	}
}

func runRandomTiles(t *testing.T, r *rand.Rand, fallback bool) {
	var failures atomic.Int64
	journal := new(views.Journal)
	server := tilesServer(views.Tiles{Journal: journal, Items: []string{"a", "b", "failing"}, Fallback: fallback, Failures: &failures, Sticky: true})
	s := newSite(t, server)
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL())
	tab.Do(tileScript)
	tab.Do(recordSessions)
	tab.Do(randomTiles)
	actions := strings.Fields("turn swap add drop tap tap tap tap focus focus save send")
	crashes, pageCrashes := 0, 0
	for range 30 {
		var scripts []string
		for range 1 + r.IntN(4) {
			scripts = append(scripts, fmt.Sprintf("actions.%s(%d)", actions[r.IntN(len(actions))], r.IntN(100)))
		}
		tab.Do(strings.Join(scripts, ";"))
		switch r.IntN(8) {
		case 0, 1:
			tab.Keys(string(rune('a' + r.IntN(26))))
		case 2:
			p.CutNext(Cut{Up: r.IntN(2) == 0, Bytes: r.IntN(800)})
			p.CutAll()
			tab.Do(goOnline)
		case 3:
			tab.Reconnect()
		case 4:
			switch n := r.IntN(4); {
			case n == 0 && pageCrashes < 2: // after the third one, the user must press a button
				pageCrashes++
				tab.Do(`by("blow").click()`)
			case n == 1 && crashes < 4:
				crashes++
				tab.Do(`by("sticky-crash").click()`)
			case crashes < 4:
				crashes++
				tab.Do(fmt.Sprintf("actions.crash(%d)", r.IntN(100)))
			}
		}
	}
	p.ClearCuts()
	tab.Reconnect()
	tab.Until(`liveSocket.isConnected() && !document.querySelector(".live-error, .fallback, .live-click-loading, .live-submit-loading, .live-change-loading") && ["table", "drawing", "memo", "boxed", "outer", "inner", "sticky"].every(name => by(name + "-tap"))`)
	var clicks, lost, applied int
	_, err := fmt.Sscan(tab.Text(`clicks + " " + lost`), &clicks, &lost)
	require.NoError(t, err)
	for _, line := range journal.Lines() {
		if strings.HasPrefix(line, "tap ") {
			applied++
		}
	}
	require.LessOrEqual(t, applied, clicks, "an event was applied twice")
	require.LessOrEqual(t, clicks, applied+lost, "an event was lost silently")
	// What is shown is the state of the views: each continues from the count that it shows.
	tab.Do(`window.names = [...document.querySelectorAll("[id$=-tap]")].map(e => e.id.slice(0, -4)); window.counts = names.map(name => +by(name + "-taps").textContent)`)
	for i := range 2 {
		tab.Do(`tap(...names)`)
		tab.Until(fmt.Sprintf(`names.every((name, i) => +by(name + "-taps")?.textContent === counts[i] + %d)`, i+1))
	}
	require.Equal(t, "true", tab.Text(`names.every(name => (by(name + "-text")?.value ?? "") === (by(name + "-echo")?.textContent ?? ""))`))
	shown := tab.Text("shownNow()")
	tab.Do("freshen()")
	tab.Until(`fresh() === document.querySelectorAll("#live-root, [live-root], [live-sticky]").length`)
	require.Equal(t, shown, tab.Text("shownNow()"), "the document differs from a fresh render")

	// A view whose session has ended, or that was mounted for the layout, may be unmounted a little later. A join
	// whose reply was lost leaves a detached session.
	requireMounted := func(name string, want int) {
		t.Helper()
		count := func() int { return journal.Count("mount "+name) - journal.Count("unmount "+name) }
		eventually(t, func() bool { return want <= count() && count() <= want+server.Stats().Detached }, func() string {
			return fmt.Sprintf("%s: %d are mounted, want %d, and %d sessions are detached, in %v", name, count(), want, server.Stats().Detached, journal.Lines())
		})
	}
	requireMounted("page", 1)
	var names []string
	for _, name := range strings.Split(tab.Text("names.join()"), ",") {
		names = append(names, name)
		requireMounted(name, 1)
	}
	for _, line := range journal.Lines() {
		if name, ok := strings.CutPrefix(line, "mount "); ok && name != "page" && !slices.Contains(names, name) {
			requireMounted(name, 0)
		}
	}
	require.Equal(t, []string{"/"}, s.loadedPages())
}
