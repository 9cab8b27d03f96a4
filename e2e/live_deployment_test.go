package e2e

import (
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

// A page has a path prefix that middleware strips, a path value, and compression. Its script,
// WebSocket and links work.
func TestPathPrefix(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	mux := http.NewServeMux()
	mux.Handle("GET /rooms/{room}", live.Page(func(r *http.Request) live.View {
		journal.Add("room %s", r.PathValue("room"))
		return &views.Pager{Journal: &journal}
	}))
	s := newSite(t, &live.Server{Handler: gzipPages(mux)}, func(next http.Handler) http.Handler {
		outer := http.NewServeMux()
		outer.Handle("/app/", http.StripPrefix("/app", next))
		return outer
	})
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL()+"/app/rooms/a%20b?page=1")
	tab.Click("#next")
	waitForPage(tab, "2")
	p.CutAll()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Reconnect()
	tab.Click("#next")
	waitForPage(tab, "3")
	require.Equal(t, "/app/rooms/a%20b", tab.Text("location.pathname"))
	require.Equal(t, []string{"room a b", "mount", "page 1", "page 2", "page 3"}, journal.Lines())
}

// gzipPages is middleware that compresses pages.
func gzipPages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || websocket.IsWebSocketUpgrade(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		next.ServeHTTP(gzipWriter{w, z}, r)
	})
}

type gzipWriter struct {
	http.ResponseWriter
	z *gzip.Writer
}

func (z gzipWriter) Write(b []byte) (int, error) { return z.z.Write(b) }

// Credentials of Basic authentication apply to the WebSocket as to the page.
func TestBasicAuthentication(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })), func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user != "ann" || password != "swordfish" {
				w.Header().Set("WWW-Authenticate", `Basic realm="e2e"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	tab := openConnected(t, "http://ann:swordfish@"+s.addr)
	pressButton(tab, "1")
	require.Equal(t, 1, journal.Count("mount"))
}

// In a browser without cookies the view is remounted when the page joins, and the session resumes.
func TestWithoutCookies(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })), func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("Cookie")
			next.ServeHTTP(w, r)
		})
	})
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL())
	tab.Click("[name=text]")
	tab.Keys("typed")
	pressButton(tab, "1")
	p.CutAll()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Do(goOnline)
	pressButton(tab, "2")
	require.Equal(t, "typed", tab.Value("text"))
	require.Equal(t, 2, journal.Count("mount"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// Markup that a browser parses into another tree is normalized by the server, so that patches apply.
func TestInvalidMarkup(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.InvalidMarkup { return &views.InvalidMarkup{Journal: &journal} })))
	tab := openConnected(t, s.url())
	for _, n := range []string{"1", "2", "3"} {
		pressButton(tab, n)
	}
	require.Equal(t, `["row 1","row 2","row 3"]`, tab.JSON(`[...document.querySelectorAll("tr")].map(e => e.innerText.trim())`))
	require.Equal(t, 1, journal.Count("mount"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// In development such markup is an error page that shows what to correct.
func TestInvalidMarkup_Development(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	srv := newServer(viewFunc(func() *views.InvalidMarkup { return &views.InvalidMarkup{Journal: &journal} }))
	srv.Dev = true
	s := newSite(t, srv)
	tab := newTab(t)
	tab.Open(s.url())
	require.Contains(t, tab.Text(`document.body.innerText`), "<div>")
	require.Equal(t, "undefined", tab.Text(`typeof window.liveSocket`))
}
