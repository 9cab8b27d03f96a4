package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// What scripts draw into elements with live-update="ignore" is there after patches, moves, full HTML, a
// resume and a remount, and the attributes of the elements are those of the server.
func TestIgnoredContent(t *testing.T) {
	t.Parallel()
	s := newSite(t, newServer(viewFunc(func() *views.Widgets { return views.NewWidgets("a", "b", "c") })))
	tab := openConnected(t, s.url())
	tab.Do(`window.leaves = [...document.querySelectorAll("[live-update]")]
		window.drawn = leaves.map(leaf => { leaf.replaceChildren(document.createElement("canvas"), new Text("")); return leaf.firstChild })
		window.intact = n => leaves.length === 6 && leaves.every((leaf, i) =>
			leaf.isConnected && leaf.firstChild === drawn[i] && leaf.childNodes.length === 2 && (leaf.dataset.n === n || leaf.id === "memo"))`)
	until := func(n int) {
		t.Helper()
		tab.Until(fmt.Sprintf(`document.querySelector("output").textContent === "%d"`, n))
		require.Equal(t, "true", tab.Text(fmt.Sprintf(`intact("%d")`, n)))
	}
	until(0)
	for n := range 3 {
		tab.Click("#bump")
		until(n + 1)
	}
	require.Equal(t, "2", tab.Text(`document.querySelector("#memo").dataset.n`))
	tab.Click("#swap")
	tab.Until(`[...document.querySelectorAll("li > div")].map(e => e.id).join() === "item-c,item-b,item-a"`)
	until(3)

	tab.Do(`liveSocket.disconnect(); liveSocket.connect()`)
	tab.Reconnect()
	tab.Click("#bump")
	until(4)
	tab.Click("#swap")
	tab.Until(`[...document.querySelectorAll("li > div")].map(e => e.id).join() === "item-a,item-b,item-c"`)

	tab.Click("#crash") // another view is mounted for the page
	until(0)
	tab.WaitConnected()
	tab.Click("#bump")
	until(1)
	require.Equal(t, []string{"/"}, s.loadedPages())
}
