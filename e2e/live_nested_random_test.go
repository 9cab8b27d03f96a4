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

// After random actions of the user in the page and its nested views, cuts of the connection, and crashes, each
// event has ended once, the document shows the state of the views, and exactly those views are mounted.
func TestNested_Random(t *testing.T) {
	t.Parallel()
	for _, fallback := range []bool{false, true} {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed, fallback), func(t *testing.T) { runRandomTiles(t, rand.New(rand.NewPCG(seed, 0)), fallback) })
	}
}

func runRandomTiles(t *testing.T, r *rand.Rand, fallback bool) {
	var failures atomic.Int64
	journal, s, p, tab := openTiles(t, views.Tiles{Items: []string{"a", "b", "failing"}, Fallback: fallback, Failures: &failures})
	tab.Do(randomTiles)
	actions := strings.Fields("turn swap add drop tap tap tap tap focus focus save send")
	crashes := 0
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
			if crashes < 3 {
				crashes++
				tab.Do(fmt.Sprintf("actions.crash(%d)", r.IntN(100)))
			}
		}
	}
	p.ClearCuts()
	tab.Reconnect()
	tab.Until(`!document.querySelector(".live-error, .fallback, .live-click-loading, .live-submit-loading, .live-change-loading") && ["table", "drawing", "memo", "boxed", "outer", "inner"].every(name => by(name + "-tap"))`)
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
	var names []string
	for _, name := range strings.Split(tab.Text("names.join()"), ",") {
		names = append(names, name)
		require.Equal(t, journal.Count("mount "+name), journal.Count("unmount "+name)+1, "%s: mounted and unmounted, in %v", name, journal.Lines())
	}
	for _, line := range journal.Lines() {
		if name, ok := strings.CutPrefix(line, "mount "); ok && name != "page" && !slices.Contains(names, name) {
			require.Equal(t, journal.Count(line), journal.Count("unmount "+name), name)
		}
	}
	require.Equal(t, 1, journal.Count("mount page"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}
