package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

func pagerServer(journal *views.Journal) *live.Server {
	return newServer(viewFunc(func() *views.Pager { return &views.Pager{Journal: journal} }))
}

// waitForPage waits until the heading and the URL contain the page number n.
func waitForPage(tab *Tab, n string) {
	tab.t.Helper()
	tab.Until(`document.querySelector("h1")?.textContent === "page ` + n + `" && (new URL(location).searchParams.get("page") ?? "0") === "` + n + `"`)
}

// Patch links, fragments, Back and Forward keep the view: one mount, one page load.
func TestBackAndForward(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, pagerServer(&journal))
	tab := openConnected(t, s.url()+"/?page=1")
	tab.Click("#next")
	waitForPage(tab, "2")
	tab.Click("#next")
	waitForPage(tab, "3")
	tab.Click("#part")
	tab.Until(`location.hash === "#below"`)
	waitForPage(tab, "3")
	tab.Do(`history.back()`)
	tab.Until(`location.hash === ""`)
	tab.Do(`history.back()`)
	waitForPage(tab, "2")
	tab.Do(`history.back()`)
	waitForPage(tab, "1")
	tab.Do(`history.go(2)`)
	waitForPage(tab, "3")
	tab.Do(`history.back()`)
	waitForPage(tab, "2")
	require.Equal(t, []string{"mount", "page 1", "page 2", "page 3", "page 2", "page 1", "page 3", "page 2"}, journal.Lines())
	require.Equal(t, []string{"/?page=1"}, s.loadedPages())
	require.Equal(t, "0", tab.Text(`document.querySelectorAll(".live-click-loading").length`))

	tab.Leave(`location.reload()`) // the URL holds the state
	tab.Until(`performance.getEntriesByType("navigation")[0].type === "reload" && window.liveSocket?.isConnected()`)
	waitForPage(tab, "2")
	require.Equal(t, []string{"/?page=1", "/?page=2"}, s.loadedPages())
}

// Back also works to a query with characters that browsers leave unescaped in it.
func TestBack_UnescapedQuery(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, pagerServer(&journal))
	tab := openConnected(t, s.url()+"/?page=1&q=\\evil|[x]{y}`^//:@?%zz;")
	tab.Until(`location.search.includes("\\evil|[x]{y}")`)
	tab.Click("#next")
	waitForPage(tab, "2")
	tab.Do(`history.back()`)
	waitForPage(tab, "1")
	tab.Do(`history.forward()`)
	waitForPage(tab, "2")
	require.Equal(t, []string{"mount", "page 1", "page 2", "page 1", "page 2"}, journal.Lines())
	require.Len(t, s.loadedPages(), 1)
}

// Back restores a page from the back/forward cache without a request, and its view continues. If
// its session has expired, the view is remounted at the URL without a page load.
func TestBackForwardCache(t *testing.T) {
	t.Parallel()
	for _, expired := range []bool{false, true} {
		name := map[bool]string{false: "session is kept", true: "session expired"}[expired]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			srv := pagerServer(&journal)
			if expired {
				srv.ResumeTimeout = 1
			}
			s := newSite(t, srv)
			tab := newTab(t)
			require.NoError(t, chromedp.Listen(tab.chromium(), func(event any) {
				if e, ok := event.(*page.EventBackForwardCacheNotUsed); ok {
					for _, why := range e.NotRestoredExplanations {
						t.Errorf("not restored from the cache: %s %s", why.Type, why.Reason)
					}
				}
			}))
			tab.Open(s.url() + "/?page=1")
			tab.WaitConnected()
			tab.Click("#next")
			waitForPage(tab, "2")
			tab.Click("button")
			tab.Until(`document.querySelector("output").textContent === "1"`)
			tab.Click("[name=typed]")
			tab.Keys("typed")
			tab.Do(`window.kept = "kept"; addEventListener("pageshow", e => window.restored = e.persisted)`)

			tab.Click("#away")
			tab.Until(`document.title === "welcome"`)
			if expired {
				eventually(t, func() bool { return journal.Count("unmount") == 1 }, func() string { return "the session did not expire" })
			}
			tab.Leave(`history.back()`)
			tab.Until(`window.restored === true && window.kept === "kept"`)
			tab.WaitConnected()
			waitForPage(tab, "2")
			require.Equal(t, "typed", tab.Value("typed"))
			tab.Do(`document.querySelector("button").click()`) // chromedp has no nodes of a restored document
			if expired {
				tab.Until(`document.querySelector("output").textContent === "1"`)
				require.Equal(t, []string{"mount", "page 1", "page 2", "unmount", "mount", "page 2"}, journal.Lines())
			} else {
				tab.Until(`document.querySelector("output").textContent === "2"`)
				require.Equal(t, []string{"mount", "page 1", "page 2"}, journal.Lines())
			}
			require.Equal(t, []string{"/?page=1"}, s.loadedPages())
		})
	}
}
