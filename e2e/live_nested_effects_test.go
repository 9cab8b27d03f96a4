package e2e

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Flash messages, pushes, replies and messages of a nested view belong to it, also of one in another.
func TestNested_Effects(t *testing.T) {
	t.Parallel()
	_, _, _, tab := openTiles(t, views.Tiles{Items: []string{"a", "b"}})
	tab.Do(`window.pings = []; addEventListener("live:ping", e => pings.push(e.detail))`)
	for _, name := range []string{"a", "inner"} {
		tab.Click("#" + name + "-flash")
		tab.Until(`document.querySelector("#live-flash p")?.textContent.includes("from ` + name + `")`)
		tab.Click("#live-flash p button")
		tab.waitTaps("1", name)
		tab.Until(`!document.querySelector("#live-flash p")`)
		tab.Click("#" + name + "-send")
		tab.waitText("received", "a") // of the page; inner sends to outer, which ignores it; the text moves what is below
	}
	tab.Click("#a-push")
	tab.Click("#inner-push")
	tab.Until(`pings.length === 2`)
	require.Equal(t, `["a","inner"]`, tab.JSON("pings.sort()"))
	require.Equal(t, "[]", tab.JSON("refused"))
}

// The page removes a nested view while a click in it is on the way. The click is refused visibly or applied; the
// rest works.
func TestNested_RemovedWithEvent(t *testing.T) {
	t.Parallel()
	journal, s, p, tab := openTiles(t, views.Tiles{Items: []string{"a", "b", "c"}, NoPlaces: true})
	p.Delay(300 * time.Millisecond)
	tab.Do(`liveSocket.pushEvent(by("turn"), "views.Drop", { name: "b" }); tap("b", "a")`)
	tab.Until(`!by("b-tap")`)
	tab.waitTaps("1", "a")
	require.Zero(t, journal.Count("tap b"))
	require.Equal(t, 1, journal.Count("unmount b"))
	require.Len(t, tab.JSON("refused"), len(`["removed"]`))
	tab.Do(`by("add").click()`)
	tab.Until(`by("new1-tap")`)
	tab.tap("new1", "c")
	tab.waitTaps("1,1", "new1", "c")
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// A tile that panics shows its Fallback or what it has shown last, and is mounted again. The rest of the page keeps
// working, and so does what the user typed elsewhere.
func TestNested_Crash(t *testing.T) {
	t.Parallel()
	for _, fallback := range []bool{false, true} {
		t.Run(map[bool]string{false: "WithoutFallback", true: "WithFallback"}[fallback], func(t *testing.T) {
			t.Parallel()
			var failures atomic.Int64
			journal, s, _, tab := openTiles(t, views.Tiles{Items: []string{"failing", "b"}, Fallback: fallback, Failures: &failures})
			tab.Click("#b-text")
			tab.Keys("typed")
			tab.tap("failing")
			tab.waitTaps("1", "failing")
			failures.Store(1)
			tab.Do(`window.seen = []; new MutationObserver(() => {
					const e = document.querySelector("li.live-error")
					if (e) seen.push("marked " + getComputedStyle(e).outlineStyle + " " + e.querySelector("output").textContent)
					if (document.querySelector("li .fallback")) seen.push("fallback")
				}).observe(document.querySelector("ul"), { subtree: true, childList: true, attributes: true })
				by("failing-crash").click()`)
			want := "marked dashed 1"
			if fallback {
				want = "fallback"
			}
			tab.Until(`seen.includes("` + want + `")`)
			tab.tap("b", "inner")
			tab.waitTaps("1,1", "b", "inner")
			tab.waitTaps("0", "failing") // after 1 s and 2 s
			tab.Until(`!document.querySelector(".live-error, .fallback")`)
			tab.tap("failing")
			tab.waitTaps("1", "failing")
			require.Equal(t, 2, journal.Count("mount failing"))
			require.Equal(t, 1, journal.Count("mount b"))
			require.Equal(t, "typed", tab.Text(`by("b-text").value`))
			require.Equal(t, []string{"/"}, s.loadedPages())
		})
	}
}

// The page crashes: it and its nested views are mounted again, and what was typed in them stays.
func TestNested_PageCrash(t *testing.T) {
	t.Parallel()
	journal, s, _, tab := openTiles(t, views.Tiles{Items: []string{"a", "b"}})
	tab.Click("#inner-text")
	tab.Keys("typed")
	tab.waitText("inner-echo", "typed")
	tab.tap("a")
	tab.waitTaps("1", "a")
	tab.Do(`by("blow").click()`)
	eventually(t, func() bool { return journal.Count("mount page") == 2 }, func() string { return "the page was not mounted again" })
	tab.WaitConnected()
	tab.waitTaps("0", "a")
	tab.waitText("inner-echo", "typed")
	all := append([]string{"a", "b"}, places...)
	tab.tap(all...)
	tab.waitTaps("1,1,1,1,1,1,1,1", all...)
	for _, name := range all {
		require.Equal(t, []int{2, 1}, []int{journal.Count("mount " + name), journal.Count("unmount " + name)}, name)
	}
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// A lazy nested view is mounted when the user scrolls to it, and stays.
func TestNested_Lazy(t *testing.T) {
	t.Parallel()
	journal, _, p, tab := openTiles(t, views.Tiles{Items: []string{"a"}, Lazy: true})
	tab.tap("a")
	tab.waitTaps("1", "a")
	require.Zero(t, journal.Count("mount lazy"))
	p.CutAll()
	tab.Until(`!liveSocket.isConnected()`)
	tab.Reconnect()
	tab.tap("a")
	tab.waitTaps("2", "a")
	require.Zero(t, journal.Count("mount lazy"))
	tab.Do(`document.querySelector("[live-lazy]").scrollIntoView()`)
	tab.Until(`by("lazy-tap") && !by("soon")`)
	tab.tap("lazy")
	tab.waitTaps("1", "lazy")
	tab.Do(`by("turn").click()`)
	tab.waitText("turns", "1")
	p.CutAll()
	tab.Until(`!liveSocket.isConnected()`)
	tab.Reconnect()
	tab.tap("lazy")
	tab.waitTaps("2", "lazy")
	require.Equal(t, 1, journal.Count("mount lazy"))
}

// A nested view leaves the page. The back/forward cache keeps the page with its nested views.
func TestNested_Back(t *testing.T) {
	t.Parallel()
	journal, s, _, tab := openTiles(t, views.Tiles{Items: []string{"a"}})
	tab.tap("a", "inner")
	tab.waitTaps("1,1", "a", "inner")
	tab.Click("#table-text")
	tab.Keys("typed")
	tab.Do(`addEventListener("pageshow", e => window.restored = e.persisted)`)
	tab.Click("#inner-navigate")
	tab.Until(`document.title === "welcome"`)
	tab.Leave(`history.back()`)
	tab.Until(`window.restored === true`)
	tab.WaitConnected()
	require.Equal(t, "0", tab.Text(`document.querySelectorAll(".live-error, .live-click-loading").length`))
	tab.tap("a", "inner")
	tab.waitTaps("2,2", "a", "inner")
	tab.waitText("table-echo", "typed")
	require.Equal(t, 1, journal.Count("mount inner"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// A logout ends the page and its nested views, in each tab of the user.
func TestNested_Logout(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	var bus pubsub.Local
	srv := tilesServer(views.Tiles{Journal: &journal, Items: []string{"a"}})
	srv.Bus, srv.Handler = &bus, requireLogin(srv.Handler)
	srv.Identity = func(*http.Request) string { return "ann" }
	s := newSite(t, srv)
	tab := openConnected(t, s.url()+"/login")
	other := tab.Another()
	other.Open(s.url())
	other.WaitConnected()
	tab.Do(tileScript)
	other.Do(tileScript)
	tab.tap("a", "inner")
	tab.waitTaps("1,1", "a", "inner")
	other.tap("inner")
	other.waitTaps("1", "inner")
	tab.Do(`document.cookie = "user=; path=/; max-age=0"`)
	require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
	for _, each := range []*Tab{tab, other} {
		each.Until(`document.title === "welcome"`)
	}
	for _, name := range append([]string{"page", "a"}, places...) {
		eventually(t, func() bool { return journal.Count("unmount "+name) == 2 }, func() string { return name + " was not unmounted" })
		require.Equal(t, 2, journal.Count("mount "+name), name)
	}
}

// Scripts of the page reach nested views with liveSocket, also while it is disconnected.
func TestNested_LiveSocket(t *testing.T) {
	t.Parallel()
	journal, _, _, tab := openTiles(t, views.Tiles{Items: []string{"a", "b"}})
	tab.Do(`window.replies = []; addEventListener("live:reply", e => replies.push([e.target.id, e.detail.name, e.detail.n].join(" ")))
		liveSocket.pushEvent(by("b-taps"), "views.Hook", { n: 1 })
		liveSocket.pushEvent(by("inner-tap"), "views.Hook", { n: 2 })
		liveSocket.pushEvent(by("drawing-tap"), "views.Hook", { n: 3 })`)
	tab.Until(`replies.length === 3`)
	require.Equal(t, `["b-taps b 1","drawing-tap drawing 3","inner-tap inner 2"]`, tab.JSON(`replies.sort()`))
	tab.Do(`liveSocket.disconnect(); liveSocket.pushEvent(by("b-taps"), "views.Hook", { n: 4 }); tap("a"); liveSocket.connect()`)
	tab.Until(`replies.length === 4`)
	tab.waitTaps("1", "a")
	require.Equal(t, 1, journal.Count("hook b 4"))
	require.Equal(t, "true", tab.Text(`liveSocket.main.el === document.querySelector("#live-root")`))
	require.Equal(t, "[]", tab.JSON("refused"))
}
