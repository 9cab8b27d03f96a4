package e2e

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

const feedScript = `
window.send = (event, args) => liveSocket.pushEvent(document.querySelector("output"), "views." + event, args)
window.feed = () => [...document.querySelectorAll("ul > li[live-id]:not([live-id=''])")].map(e => e.getAttribute("live-id") + "=" + e.querySelector("b").textContent).join(" ")
window.row = key => document.querySelector("li[live-id='" + key + "']")
window.log = []
liveSocket.hook("post", {
	mounted() { log.push("mounted " + this.el.getAttribute("live-id")) },
	updated() { log.push("updated " + this.el.getAttribute("live-id")) },
	destroyed() { log.push("destroyed " + this.el.getAttribute("live-id")) },
})`

func openFeed(t *testing.T, url string) *Tab {
	t.Helper()
	tab := openConnected(t, url)
	tab.Do(feedScript)
	return tab
}

// A row that is replaced remains the same element, with what the user has typed and the focus; so do the others.
// Hooks and bindings in rows work.
func TestStream_RowsKeepState(t *testing.T) {
	t.Parallel()
	db := views.NewFeedDB("a b c")
	s := newSite(t, newServer(viewFunc(db.View)))
	tab := openFeed(t, s.url())
	require.Equal(t, "a=a b=b c=c", tab.Text(`feed()`))
	tab.Until(`log.join() === "mounted a,mounted b,mounted c"`)
	tab.Do(`window.rows = ["a", "b", "c"].map(row); log.length = 0`)
	tab.Click("li[live-id=b] input")
	tab.Keys("typed")
	for seed := range 40 {
		tab.Do(fmt.Sprintf(`send("ChangeFeed", {seed: %d})`, seed))
		tab.Until(fmt.Sprintf(`document.querySelector("output").textContent === "%d"`, seed+1))
		require.Equal(t, db.Posts(), tab.Text(`feed()`), "seed %d", seed)
		if !strings.Contains(" "+db.Posts(), " b=") {
			break
		}
		require.Equal(t, "typed", tab.Text(`row("b").querySelector("input").value`), "seed %d", seed)
		require.Equal(t, "true", tab.Text(`String(row("b") === rows[1] && document.activeElement === row("b").querySelector("input"))`), "seed %d", seed)
	}
	require.Equal(t, 1, db.Refills)
	tab.Do(`log.length = 0`)
	for first := strings.Cut; db.Posts() != ""; {
		key, _, _ := first(db.Posts(), "=")
		tab.Click("li[live-id=" + key + "] button")
		tab.Until(fmt.Sprintf(`!row(%q) && log.includes("destroyed %s")`, key, key))
	}
	tab.Until(`document.querySelector("ul").textContent === "nothing"`)
}

// Rows are shown once, whatever the network and other scripts do, and in whichever element.
func TestStream_RandomFaults(t *testing.T) {
	t.Parallel()
	for range 2 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed), func(t *testing.T) { runFeed(t, rand.New(rand.NewPCG(seed, 0))) })
	}
}

func runFeed(t *testing.T, r *rand.Rand) {
	db := views.NewFeedDB("a b c d")
	s := newSite(t, newServer(viewFunc(db.View)))
	p := NewProxy(t, s.addr)
	tab := openFeed(t, p.URL())
	crashes := 0
	for range 50 {
		var scripts []string
		for range 1 + r.IntN(4) {
			scripts = append(scripts, fmt.Sprintf(`send("ChangeFeed", {seed: %d})`, r.IntN(1000)))
		}
		if r.IntN(4) == 0 {
			scripts = append(scripts, fmt.Sprintf(`send("PlaceFeed", {at: %d})`, r.IntN(3)))
		}
		tab.Do(strings.Join(scripts, ";"))
		switch r.IntN(8) {
		case 0, 1:
			p.CutNext(Cut{Up: r.IntN(2) == 0, Bytes: r.IntN(500)})
			p.CutAll()
			tab.Do(goOnline)
		case 2: // a script removes a row, and the page connects again
			tab.Until(feedSettled)
			tab.Do(`document.querySelector("ul > li")?.remove()`)
			p.CutAll()
			tab.Do(goOnline)
		case 3:
			tab.Do(`document.querySelector("ul")?.append(document.createElement("hr"))`)
		case 4:
			tab.Do(`document.querySelector("output")?.remove(); send = (event, args) => liveSocket.pushEvent(document.querySelector("#crash"), "views." + event, args)`)
		case 5:
			tab.Reconnect()
		case 6:
			if r.IntN(3) == 0 && crashes < 2 { // a third one within a minute would end the page
				crashes++
				tab.Click("#crash")
			}
		}
	}
	tab.Do(`send("PlaceFeed", {at: 1})`)
	tab.Until(feedSettled + ` && !!document.querySelector("div > ul")`)
	// Events may still be on their way: their element, which shows that, may have been removed.
	eventually(t, func() bool { return tab.Text(`feed()`) == db.Posts() }, tab.outerHTML)
}

const feedSettled = `document.documentElement.getAttribute("live-status") === "connected" && !document.querySelector(".live-hook-loading, .live-click-loading")`
