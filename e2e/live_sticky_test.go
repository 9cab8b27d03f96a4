package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// A sticky view keeps its state, text and focus when the page crashes, and the page continues when the sticky
// view crashes. Lost connections and a restart of the server affect both.
func TestSticky_Lifecycle(t *testing.T) {
	t.Parallel()
	journal, s, p, tab := openTiles(t, views.Tiles{Items: []string{"a"}, NoPlaces: true, Sticky: true})
	tab.tap("a", "sticky", "sticky")
	tab.waitTaps("1,2", "a", "sticky")
	tab.Click("#sticky-text")
	tab.Keys("typed")
	tab.waitText("sticky-echo", "typed")
	tab.Do(`window.kept = document.activeElement`)

	tab.Do(`by("blow").click()`)
	eventually(t, func() bool { return journal.Count("mount page") == 2 }, func() string { return "the page was not mounted again" })
	tab.WaitConnected()
	tab.waitTaps("0,2", "a", "sticky")
	tab.tap("a", "sticky")
	tab.waitTaps("1,3", "a", "sticky")
	require.Equal(t, "true typed", tab.Text(`(document.activeElement === kept) + " " + kept.value`))

	p.CutAll()
	tab.Until(`!liveSocket.isConnected()`)
	tab.tap("sticky", "a")
	tab.Reconnect()
	tab.waitTaps("2,4", "a", "sticky")
	require.Equal(t, []int{1, 0}, []int{journal.Count("mount sticky"), journal.Count("unmount sticky")})

	tab.Do(`by("sticky-crash").click()`)
	tab.tap("a")
	tab.waitTaps("3,0", "a", "sticky")
	tab.Until(`!document.querySelector("aside.live-error")`)
	tab.waitText("sticky-echo", "typed")
	tab.tap("sticky")
	tab.waitTaps("1", "sticky")
	require.Equal(t, []int{2, 1}, []int{journal.Count("mount sticky"), journal.Count("unmount sticky")})
	require.Equal(t, 1, journal.Count("mount page")-journal.Count("unmount page"))

	s.kill()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	var after views.Journal
	s.start(tilesServer(views.Tiles{Journal: &after, Items: []string{"a"}, NoPlaces: true, Sticky: true}))
	tab.Reconnect()
	tab.waitTaps("0", "a")
	tab.waitTaps("0", "sticky")
	tab.Until(`!document.querySelector(".live-error")`)
	tab.tap("a", "sticky")
	tab.waitTaps("1,1", "a", "sticky")
	tab.waitText("sticky-echo", "typed")
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// A page that crashes and reaches another node returns to the one of its sticky view, whose state is kept.
func TestSticky_OtherNode(t *testing.T) {
	t.Parallel()
	var journal, other views.Journal
	nodes := map[string]*site{}
	for name, j := range map[string]*views.Journal{"a": &journal, "b": &other} {
		srv := tilesServer(views.Tiles{Journal: j, Items: []string{"a"}, NoPlaces: true, Sticky: true})
		srv.Secret, srv.Node = []byte("one for both nodes"), name
		nodes[name] = newSite(t, srv)
	}
	p := NewProxy(t, nodes["a"].addr)
	tab := openConnected(t, p.URL())
	tab.Do(tileScript)
	tab.tap("sticky", "sticky")
	tab.waitTaps("2", "sticky")
	tab.Click("#sticky-text")
	tab.Keys("typed")
	tab.waitText("sticky-echo", "typed")

	p.SetTarget(nodes["b"].addr)
	tab.Do(`by("blow").click()`)
	eventually(t, func() bool { return other.Count("unmount page") > 0 }, func() string { return "the page has not left the other node" })
	p.SetTarget(nodes["a"].addr)
	tab.tap("sticky")
	tab.waitTaps("3,0", "sticky", "a")
	tab.tap("a")
	tab.waitTaps("1", "a")
	tab.waitText("sticky-echo", "typed")
	require.Equal(t, []int{1, 2, 1}, []int{journal.Count("mount sticky"), journal.Count("mount page"), journal.Count("unmount page")})
	require.Zero(t, other.Count("mount sticky"))
	require.Equal(t, other.Count("mount page"), other.Count("unmount page"))
}
