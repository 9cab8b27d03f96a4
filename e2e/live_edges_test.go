package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

// Under a policy that allows only scripts with a nonce, and nothing else, a page is live.
func TestNoncePolicy(t *testing.T) {
	t.Parallel()
	const policy = "default-src 'none'; script-src 'nonce-r4nd0m+/=' 'strict-dynamic'; connect-src 'self'; " +
		"require-trusted-types-for 'script'; trusted-types lively"
	var journal views.Journal
	s := newSite(t, pagerServer(&journal), func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			next.ServeHTTP(w, r.WithContext(templ.WithNonce(r.Context(), "r4nd0m+/=")))
		})
	})
	tab := newTab(t)
	tab.OnLoad(recordViolations)
	tab.Open(s.url() + "/?page=1")
	tab.WaitConnected()
	tab.Click("#next")
	waitForPage(tab, "2")
	require.Equal(t, "[]", tab.JSON("violations"))
	require.Empty(t, tab.Errors())
	require.Equal(t, 1, journal.Count("mount"))
}

// rewritingProxy starts a proxy in front of s. rewrite changes each request that it forwards.
func rewritingProxy(t *testing.T, s *site, rewrite func(*httputil.ProxyRequest)) *httptest.Server {
	t.Helper()
	backend, err := url.Parse(s.url())
	require.NoError(t, err)
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(backend)
		pr.Out.Host = pr.In.Host
		rewrite(pr)
	}})
	t.Cleanup(front.Close)
	return front
}

// Behind a proxy that removes a prefix, a page is loaded, handles clicks, links, Back and a reload,
// and is resumed.
func TestServerPrefix(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	srv := pagerServer(&journal)
	srv.Prefix = "/app"
	s := newSite(t, srv)
	front := rewritingProxy(t, s, func(pr *httputil.ProxyRequest) {
		pr.Out.URL.Path = strings.TrimPrefix(pr.Out.URL.Path, "/app")
	})
	p := NewProxy(t, front.Listener.Addr().String())
	tab := openConnected(t, p.URL()+"/app/?page=1")
	tab.Click("#next")
	waitForPage(tab, "2")
	tab.Click("button")
	tab.Until(`document.querySelector("output").textContent === "1"`)
	p.CutAll()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Reconnect()
	tab.Click("#next")
	waitForPage(tab, "3")
	tab.Do(`history.back()`)
	waitForPage(tab, "2")
	require.Equal(t, "/app/", tab.Text("location.pathname"))
	require.Equal(t, "1", tab.Text(`document.querySelector("output").textContent`), "the same view")
	require.Equal(t, []string{"mount", "page 1", "page 2", "page 3", "page 2"}, journal.Lines())
	tab.Leave(`location.reload()`)
	tab.Until(`performance.getEntriesByType("navigation")[0].type === "reload" && window.liveSocket?.isConnected()`)
	waitForPage(tab, "2")
	require.Equal(t, 2, journal.Count("mount"), "the page is adopted after the reload, too")
}

// A page at a path with two slashes changes its address on its own origin, and handles Back.
func TestPathWithTwoSlashes(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	page := live.Page(viewFunc(func() *views.Pager { return &views.Pager{Journal: &journal} }))
	s := newSite(t, &live.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { page.ServeHTTP(w, r) })})
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL()+"//evil.test/page?page=1")
	tab.Click("#next")
	waitForPage(tab, "2")
	tab.Do(`history.back()`)
	waitForPage(tab, "1")
	tab.Do(`history.forward()`)
	waitForPage(tab, "2")
	p.CutAll()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Reconnect()
	tab.Click("#next")
	waitForPage(tab, "3")
	require.Equal(t, strings.TrimPrefix(p.URL(), "http://"), tab.Text("location.host"))
	require.Equal(t, 1, journal.Count("mount"))
	require.Empty(t, tab.Errors())
}

// A base element, even of another origin, does not change where live-patch links lead.
func TestBaseElement(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"/other/", "https://other.test/", "//other.test"} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			srv := pagerServer(&journal)
			s := newSite(t, srv)
			tab := openConnected(t, s.url()+"/?page=1")
			// After the script was loaded: its address is relative to a base of another origin, too.
			tab.Do(`document.head.append(Object.assign(document.createElement("base"), { href: ` + quote(base) + ` }))`)
			tab.Click("#next")
			waitForPage(tab, "2")
			tab.Click("#next")
			waitForPage(tab, "3")
			tab.Do(`history.back()`)
			waitForPage(tab, "2")
			require.Equal(t, s.url()+"/?page=2", tab.Text("location.href"))
			require.Equal(t, []string{"mount", "page 1", "page 2", "page 3", "page 2"}, journal.Lines())
			require.Empty(t, tab.Errors())
		})
	}
}

// If a proxy does not pass the Upgrade header, the page says that it cannot receive updates, no
// further view is mounted, and the page becomes live once the proxy is corrected.
func TestProxyWithoutUpgrade(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })))
	var corrected atomic.Bool
	var attempts, heads atomic.Int32
	front := rewritingProxy(t, s, func(pr *httputil.ProxyRequest) {
		if pr.In.Method == http.MethodHead {
			heads.Add(1)
		}
		if !corrected.Load() && pr.In.Header.Get("Upgrade") != "" {
			attempts.Add(1)
			pr.Out.Header.Del("Upgrade")
			pr.Out.Header.Del("Connection")
		}
	})
	tab := newTab(t)
	tab.Open(front.URL)
	eventually(t, func() bool {
		tab.Do(goOnline)
		return strings.Contains(tab.Text(`document.querySelector("#live-pill")?.textContent`), "cannot receive live updates")
	}, tab.outerHTML)
	require.GreaterOrEqual(t, attempts.Load(), int32(4))
	require.EqualValues(t, 1+heads.Load(), journal.Count("mount"), "by the page load, not by attempts to connect")
	require.Contains(t, s.log.String(), "proxy_set_header Upgrade")
	require.Equal(t, 1, strings.Count(s.log.String(), "a WebSocket cannot be opened"))
	corrected.Store(true)
	tab.Do(`document.querySelector("#live-pill button")?.click()`) // the client may have tried again by itself
	tab.WaitConnected()
	require.Equal(t, "null", tab.Text(`document.querySelector("#live-pill button:not([hidden])")`))
	pressButton(tab, "1")
}
