package e2e

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// openUnjoined opens a page whose WebSockets are cut until p.ClearCuts is called.
func openUnjoined(t *testing.T, p *Proxy) *Tab {
	t.Helper()
	p.CutNext(slices.Repeat([]Cut{{Up: true}}, 100)...) // each before the first message
	tab := newTab(t)
	tab.Open(p.URL())
	tab.Until("window.liveSocket")
	return tab
}

// Input before the join is kept, and sent after it.
func TestInputBeforeJoin(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	p := NewProxy(t, newSite(t, signupServer(&journal)).addr)
	tab := openUnjoined(t, p)
	fillIn(tab)
	require.Equal(t, "0", tab.Content("#ticks"))
	p.ClearCuts()
	tab.Reconnect()
	requireSubmitted(t, tab, &journal)
	requireMounted(t, &journal, 1)
}

// requireMounted requires that n more views are mounted than unmounted. The client may have probed
// the page with HEAD requests: the views that these mount are unmounted at once.
func requireMounted(t *testing.T, journal *views.Journal, n int) {
	t.Helper()
	mounted := func() int { return journal.Count("mount") - journal.Count("unmount") }
	eventually(t, func() bool { return mounted() == n }, func() string {
		return fmt.Sprintf("%d mounted views, want %d", mounted(), n)
	})
}

// A page whose view the server does not have, because the join was late or the server was replaced,
// is remounted and keeps its input. The new server has the same secret or another one.
func TestJoin_PageOlderThanServer(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"late", "another server", "another secret"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			srv := newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} }))
			srv.Secret = []byte("one secret")
			if name == "late" {
				srv.AdoptTimeout = time.Millisecond
			}
			s := newSite(t, srv)
			p := NewProxy(t, s.addr)
			tab := openUnjoined(t, p)
			tab.Click("[name=text]")
			tab.Keys("typed" + kb.Home)
			switch name {
			case "late":
				eventually(t, func() bool { return journal.Count("unmount") == 1 }, func() string { return "the view was not unmounted" })
			default:
				s.kill()
				next := newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} }))
				next.Secret = []byte(map[string]string{"another server": "one secret", "another secret": "two secrets"}[name])
				s.start(next)
			}
			p.ClearCuts()
			tab.Reconnect()
			tab.Until(`document.querySelector("#echo").textContent === "typed"`)
			require.Equal(t, "typed [0,0]", tab.Value("text")+" "+tab.JSON(caret))
			pressButton(tab, "1")
			if name == "late" {
				requireMounted(t, &journal, 1)
			} else {
				requireMounted(t, &journal, 2) // one of them in the killed server
			}
			require.Equal(t, []string{"/"}, s.loadedPages())
		})
	}
}

// A page that the browser prefetches has no view in the server. When the user goes to it, the view
// is remounted without another page load.
func TestPrefetchedPage(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	srv := pagerServer(&journal)
	mux := http.NewServeMux()
	mux.Handle("/", srv.Handler)
	mux.HandleFunc("/start", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Speculation-Rules", `"/rules.json"`)
		io.WriteString(w, `<!doctype html><title>start</title><a href="/?page=1">go</a>`)
	})
	mux.HandleFunc("/rules.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/speculationrules+json")
		io.WriteString(w, `{"prefetch":[{"urls":["/?page=1"],"eagerness":"immediate"}]}`)
	})
	srv.Handler = mux
	s := newSite(t, srv)
	tab := newTab(t)
	tab.Open(s.url() + "/start")
	eventually(t, func() bool { return journal.Count("unmount") == 1 }, func() string { return "the page was not prefetched, or its view not unmounted" })
	tab.Do(`document.querySelector("a").click()`)
	tab.Until(`location.pathname === "/" && window.liveSocket?.isConnected()`)
	tab.Click("#next")
	waitForPage(tab, "2")
	require.Equal(t, []string{"/start", "/?page=1"}, s.loadedPages())
	require.Equal(t, []string{"mount", "page 1", "unmount", "mount", "page 1", "page 2"}, journal.Lines())
}
