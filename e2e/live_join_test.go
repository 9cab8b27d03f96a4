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

// unjoined opens a page whose websockets do not get through until it hurries.
func openUnjoined(t *testing.T, p *Proxy) *Tab {
	t.Helper()
	p.CutNext(slices.Repeat([]Cut{{Up: true}}, 100)...) // each before anything is said
	tab := newTab(t)
	tab.Open(p.URL())
	tab.Until("window.liveSocket")
	return tab
}

// What a person types before the page is live is kept, and told when it is.
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
	// The client may have asked with HEAD whether the page still is one: what that mounts is unmounted at once.
	alive := func() int { return journal.Count("mount") - journal.Count("unmount") }
	eventually(t, func() bool { return alive() == 1 }, func() string { return fmt.Sprint(alive(), " views: the first was not adopted") })
}

// A page that its server does not know any more, because it came too late or because the server is another one, is mounted
// anew and looks the same: with the same secret, and with another.
func TestJoin_PageOlderThanServer(t *testing.T) {
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
				eventually(t, func() bool { return journal.Count("unmount") == 1 }, func() string { return "it waits for ever" })
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
			require.Equal(t, 2, journal.Count("mount"))
			require.Equal(t, []string{"/"}, s.loadedPages())
		})
	}
}

// A page that the browser fetched on suspicion, before anybody asked for it, keeps no view in the server; when a person does go
// there it is mounted anew, without another page load.
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
	eventually(t, func() bool { return journal.Count("unmount") == 1 }, func() string { return "not prefetched, or kept" })
	tab.Do(`document.querySelector("a").click()`)
	tab.Until(`location.pathname === "/" && window.liveSocket?.isConnected()`)
	tab.Click("#next")
	waitForPage(tab, "2")
	require.Equal(t, []string{"/start", "/?page=1"}, s.loadedPages())
	require.Equal(t, []string{"mount", "page 1", "unmount", "mount", "page 1", "page 2"}, journal.Lines())
}
