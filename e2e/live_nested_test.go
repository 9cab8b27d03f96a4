package e2e

import (
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

// Each tile of Tiles outside of the list.
var places = strings.Fields("table drawing memo boxed outer inner")

func tilesServer(page views.Tiles) *live.Server {
	srv := newServer(viewFunc(func() *views.Tiles {
		v := page
		v.Items = append([]string{}, page.Items...)
		return &v
	}))
	srv.Layout = page.Layout
	return srv
}

// openTiles opens Tiles through a proxy.
func openTiles(t *testing.T, page views.Tiles) (*views.Journal, *site, *Proxy, *Tab) {
	t.Helper()
	page.Journal = new(views.Journal)
	s := newSite(t, tilesServer(page))
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL())
	tab.Do(tileScript)
	return page.Journal, s, p, tab
}

// tileScript defines functions for the elements of Tiles, and records the errors that users see.
const tileScript = `
window.by = id => document.getElementById(id)
window.tap = (...names) => names.forEach(name => by(name + "-tap").dispatchEvent(new MouseEvent("click", { bubbles: true })))
window.taps = (...names) => names.map(name => by(name + "-taps")?.textContent).join()
window.refused = []
addEventListener("live:error", e => refused.push(e.detail.why))`

// waitTaps waits until the counters of tiles have these values, joined by commas.
func (tab *Tab) waitTaps(want string, names ...string) {
	tab.t.Helper()
	tab.Until(`taps(...` + quote(names) + `) === ` + quote(want))
}

// waitText waits until the element with this ID has this text.
func (tab *Tab) waitText(id, text string) {
	tab.t.Helper()
	tab.Until(`document.getElementById(` + quote(id) + `)?.textContent === ` + quote(text))
}

func (tab *Tab) tap(names ...string) { tab.t.Helper(); tab.Do(`tap(...` + quote(names) + `)`) }

// Nested views work in each place while the parent changes what is around them. Their elements stay the same.
func TestNested_Places(t *testing.T) {
	t.Parallel()
	journal, s, _, tab := openTiles(t, views.Tiles{Items: []string{"a", "b", "c"}})
	all := append([]string{"a", "b", "c"}, places...)
	tab.Do(`window.kept = ` + quote(all) + `.map(name => by(name + "-tap"))`)
	n := 0
	for range 3 {
		tab.Do(`by("turn").click()`)
		tab.tap(all...)
		tab.Do(`by("swap").click()`)
		tab.tap(all...)
		n += 2
		tab.waitTaps(strings.TrimSuffix(strings.Repeat(fmt.Sprint(n, ","), len(all)), ","), all...)
	}
	tab.waitText("turns", "3")
	tab.waitText("half", "1")
	tab.Until(`document.querySelector("ul").innerText.replace(/[^abc]/g, "").length > 0 && [...document.querySelectorAll("li b")].map(e => e.textContent).join() === "c,b,a"`)
	require.Equal(t, "true", tab.Text(quote(all)+`.every((name, i) => kept[i] === by(name + "-tap"))`), "elements were replaced")
	require.Equal(t, `["tbody","g"]`, tab.JSON(`[by("table-tap").closest("[live-root]").localName, by("drawing-tap").parentElement.localName]`))
	require.Equal(t, "true", tab.Text(`by("drawing-tap") instanceof SVGCircleElement`))
	for _, name := range all {
		require.Equal(t, 1, journal.Count("mount "+name), name)
		require.Equal(t, 6, journal.Count("tap "+name), name)
	}
	require.Equal(t, "[]", tab.JSON("refused"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// A user types into a nested view while the parent changes, moves the view, and adds and removes others.
func TestNested_Typing(t *testing.T) {
	t.Parallel()
	journal, _, p, tab := openTiles(t, views.Tiles{Items: []string{"a", "b", "c"}})
	p.Delay(50 * time.Millisecond)
	tab.Click("#b-text")
	tab.Do(`window.box = document.activeElement`)
	for i, step := range []string{"turn", "swap", "add", "turn", "swap"} {
		tab.Do(`by("` + step + `").click()`)
		tab.Keys(fmt.Sprint(i))
		if step == "swap" { // the caret stays
			tab.Keys(kb.ArrowLeft + "x" + kb.ArrowRight)
		}
	}
	const typed = "0x12" + "3x4"
	tab.waitText("b-echo", typed)
	tab.waitText("turns", "2")
	require.Equal(t, "true "+typed+" "+fmt.Sprint(len(typed)), tab.Text(`(document.activeElement === box) + " " + box.value + " " + box.selectionStart`))
	tab.Keys(kb.Enter)
	tab.waitText("b-saved", typed)
	require.Equal(t, 1, journal.Count("save b "+typed))
	tab.Until(`box.value === ""`)
	require.Equal(t, "[]", tab.JSON("refused"))
}

// A click in a nested view has its mark until the server has answered, and the page's own click has none of it.
func TestNested_SlowConnection(t *testing.T) {
	t.Parallel()
	_, _, p, tab := openTiles(t, views.Tiles{Items: []string{"a", "b"}})
	p.Delay(500 * time.Millisecond)
	tab.tap("a", "a", "inner", "table")
	loading := `[...document.querySelectorAll(".live-click-loading")].map(e => e.id).join()`
	require.Equal(t, "a-tap,table-tap,inner-tap", tab.Text(loading))
	require.Equal(t, "false", tab.Text(`[...document.querySelectorAll("[live-root], #live-root")].some(e => /live-(loading|error)/.test(e.className))`))
	tab.Do(`by("turn").click()`)
	tab.waitTaps("2,1,1,0", "a", "inner", "table", "b")
	tab.waitText("turns", "1")
	tab.Until(loading + ` === ""`)
	require.Equal(t, "[]", tab.JSON("refused"))
}

// The connection breaks inside frames while a user types and clicks in nested views. Each key and click counts
// once, and the nested views stay mounted.
func TestNested_Cuts(t *testing.T) {
	t.Parallel()
	journal, _, p, tab := openTiles(t, views.Tiles{Items: []string{"a", "b"}})
	tab.Click("#a-text")
	var typed strings.Builder
	n := 0
	for i, cut := range []Cut{{Up: true, Bytes: 150}, {Bytes: 60}, {Up: true, Bytes: 700}, {Bytes: 200}, {Up: true, Bytes: 20}, {Bytes: 330}, {Up: true, Bytes: 900}, {Bytes: 500}} {
		p.CutNext(cut)
		p.CutAll()
		for tries, pending := 0, 1; pending > 0; _, pending = p.Stats() {
			tab.Do(goOnline)
			if tries++; tries > 2 && tab.Content("#a-echo") != typed.String() {
				continue
			}
			word := fmt.Sprintf("%d.", i)
			tab.Keys(word)
			typed.WriteString(word)
			tab.tap("b", "inner")
			tab.Do(`by("turn").click()`)
			n++
		}
	}
	tab.Reconnect()
	count := fmt.Sprint(n)
	tab.waitTaps(count+","+count, "b", "inner")
	tab.waitText("a-echo", typed.String())
	tab.waitText("turns", count)
	require.Equal(t, n, journal.Count("tap b"))
	require.Equal(t, n, journal.Count("tap inner"))
	require.Equal(t, n, journal.Count("turn"))
	for _, name := range []string{"a", "b", "inner", "page"} {
		require.Equal(t, 1, journal.Count("mount "+name), name)
	}
	require.Equal(t, "[]", tab.JSON("refused"))
	up, down := p.CutsInsideFrame()
	require.Positive(t, up)
	require.Positive(t, down)
}

// A server is killed and restarted. The nested views are mounted again, and what was typed in them stays. One cannot
// be mounted at first, and the page shows its fallback.
func TestNested_ServerRestart(t *testing.T) {
	t.Parallel()
	_, s, _, tab := openTiles(t, views.Tiles{Items: []string{"a", "b", "failing"}, Fallback: true})
	tab.tap("a", "inner", "failing")
	tab.waitTaps("1,1,1", "a", "inner", "failing")
	tab.Click("#table-text")
	tab.Keys("in table")
	tab.Click("#inner-text")
	tab.Keys("in inner")
	tab.waitText("inner-echo", "in inner")
	tab.Do(`window.box = document.activeElement; box.setSelectionRange(3, 3)`)
	s.kill()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	var after views.Journal
	var failures atomic.Int64
	failures.Store(math.MaxInt64)
	s.start(tilesServer(views.Tiles{Journal: &after, Items: []string{"b", "a", "failing"}, Fallback: true, Failures: &failures}))
	tab.Do(goOnline)
	tab.WaitConnected()
	tab.waitTaps("0,0,0", "a", "b", "inner") // another view
	tab.waitText("inner-echo", "in inner")
	tab.waitText("table-echo", "in table")
	require.Equal(t, "true in inner 3", tab.Text(`(document.activeElement === box) + " " + by("inner-text").value + " " + box.selectionStart`))
	require.Equal(t, "b,a,not available", tab.Text(`[...document.querySelectorAll("li b, li i")].map(e => e.textContent).join()`))
	tab.Keys(kb.Enter)
	tab.waitText("inner-saved", "in inner")
	failures.Store(0)
	tab.waitTaps("0", "failing")
	all := append([]string{"a", "b", "failing"}, places...)
	tab.tap(all...)
	tab.waitTaps("1,1,1,1,1,1,1,1,1", all...)
	require.Equal(t, 1, after.Count("mount inner"))
	require.Equal(t, []string{"/"}, s.loadedPages())
	require.Equal(t, "0", tab.Text(`document.querySelectorAll(".live-error").length`))
}
