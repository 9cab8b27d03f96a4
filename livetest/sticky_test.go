package livetest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// stickyServer returns a server with pages of one box in a layout with a sticky board.
func stickyServer() *live.Server {
	return &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &boxView{boxProps: boxProps{Key: "page"}} }),
		Layout: func(d live.Document) templ.Component {
			return markup("<!doctype html><html><head>", d.Head, "</head><body>", d.Root,
				live.Sticky("board", func() live.View { return &boardView{Boxes: []string{"a"}} }, live.RootElement("aside")), "</body></html>")
		},
	}
}

// A user clicks in a sticky view and in a nested view in it. Both stay when the page is lost or mounted again.
func TestSticky(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Open(t, stickyServer())
		p.Click("#up-page").Click("#up-a").Click("#add")
		requireBoxes := func(page, a string, boxes int) {
			t.Helper()
			require.Equal(t, page, p.Text("#live-root b"))
			require.Equal(t, a, p.Text("#box-a b"))
			require.Len(t, p.Texts("aside section"), boxes)
		}
		requireBoxes("1", "1", 2)
		p.Disconnect().Resume()
		requireBoxes("1", "1", 2)
		p.KillSession()
		requireBoxes("0", "1", 2)
		p.Click("#up-a")
		requireBoxes("0", "2", 2)

		p.Click("#up-page").Nested("aside").Crash()
		require.False(t, p.Nested("aside").HasCrashed(), "it is joined again at once")
		requireBoxes("1", "0", 1)
		p.Click("#up-a").Nested("aside").Crash()
		require.True(t, p.Nested("aside").HasCrashed())
		p.Click("#up-page").Click("#up-a")
		requireBoxes("2", "1", 1)
		time.Sleep(2 * time.Second)
		p.Settle()
		require.False(t, p.Nested("aside").HasCrashed())
		requireBoxes("2", "1", 1) // the click has waited
		time.Sleep(2 * time.Minute)
		p.Nested("aside").Crash()
		require.False(t, p.Nested("aside").HasCrashed(), "the page has taken another connection for it")
		requireBoxes("2", "0", 1)

		p.Click("#up-a")
		time.Sleep(2 * time.Minute)
		p.RestartServer(stickyServer())
		require.False(t, p.Nested("aside").HasCrashed())
		requireBoxes("0", "0", 1)
		p.Click("#up-a")
		requireBoxes("0", "1", 1)
	})
}

// Events of a sticky view, and of a nested view in it, that were not sent are sent once, also if the page is mounted
// again meanwhile.
func TestSticky_UnsentEvents(t *testing.T) {
	for name, test := range map[string]struct {
		lose func(p *livetest.Page)
		page string // number of the page
	}{
		"connection": {func(*livetest.Page) {}, "1"},
		"page":       {func(p *livetest.Page) { p.KillSession() }, "0"}, // it has connected for a moment
		"all":        {func(*livetest.Page) { time.Sleep(time.Minute); synctest.Wait() }, "1"},
		"server":     {func(p *livetest.Page) { p.RestartServer(stickyServer()) }, "1"},
		"drained":    {func(p *livetest.Page) { p.DrainServer(stickyServer()) }, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := livetest.Open(t, stickyServer())
				p.Disconnect().Click("#up-page").Click("#up-a").Click("#add").Click("#up-a")
				test.lose(p)
				p.Resume()
				require.Equal(t, test.page, p.Text("#live-root b"))
				require.Equal(t, "2", p.Text("#box-a b"))
				require.Len(t, p.Texts("aside section"), 2)
				p.Click("#up-a")
				require.Equal(t, "3", p.Text("#box-a b"))
			})
		})
	}
}
