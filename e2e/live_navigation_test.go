package e2e

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

// A shelfSite serves the pages of views.Shelf, and records what browsers request.
type shelfSite struct {
	*site
	journal views.Journal
	proxy   *Proxy

	mu       sync.Mutex
	requests []string // the GET requests for pages
}

// openShelf opens /shelf/a through a proxy.
func openShelf(t *testing.T) (*shelfSite, *Tab) {
	t.Helper()
	s := &shelfSite{}
	s.site = newSite(t, s.newServer(), s.record)
	s.proxy = NewProxy(t, s.addr)
	tab := openConnected(t, s.proxy.URL()+"/shelf/a")
	tab.waitNavigation()
	tab.Do(`window.first = "document"; window.by = id => document.getElementById(id)`)
	s.take()
	return s, tab
}

func (s *shelfSite) newServer() *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /shelf/{name}", live.Page(func(r *http.Request) live.View {
		return &views.Shelf{Journal: &s.journal, Name: r.PathValue("name")}
	}))
	mux.Handle("GET /moved", http.RedirectHandler("/shelf/b", http.StatusFound))
	mux.Handle("GET /loop", http.RedirectHandler("/again", http.StatusFound))
	mux.Handle("GET /again", http.RedirectHandler("/loop", http.StatusFound))
	srv := allowSlowMachine(&live.Server{Handler: mux})
	srv.Layout = (&views.Shelf{Journal: &s.journal}).Layout
	return srv
}

// record records the requests of browsers, not those of the server itself.
func (s *shelfSite) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/_live/") && r.Header.Get("Accept-Encoding") != "" {
			kind := "load "
			if r.Header.Get("Live-Navigate") != "" {
				kind = "fetch "
			} else if r.Header.Get("Upgrade") != "" {
				kind = "socket "
			}
			s.mu.Lock()
			s.requests = append(s.requests, kind+r.URL.RequestURI())
			s.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// take returns the requests since the last call.
func (s *shelfSite) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := strings.Join(s.requests, ", ")
	s.requests = nil
	return requests
}

// waitShelf waits until the page is shown and may send events.
func (tab *Tab) waitShelf(name string) {
	tab.t.Helper()
	tab.Until(`document.querySelector("h1")?.textContent === "shelf ` + name + `" && location.pathname === "/shelf/` + name + `"`)
}

// Links lead to other pages with one request each, over the same connection. Each page is mounted once. Back shows the
// pages with their state, without a request.
func TestNavigation(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	tab.Do(`window.htmlReceived = []`)
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
	tab.Click("#basket")
	tab.Until(`by("basket-count").textContent === "1"`)
	tab.Do(`window.nav = by("nav"); window.basket = by("basket")`)
	tab.Click("#typed")
	tab.Keys("secret")

	tab.Click("#to-b")
	tab.waitShelf("b")
	require.Equal(t, "fetch /shelf/b", s.take())
	require.Equal(t, "shelf b – shop", tab.Text("document.title"))
	require.Equal(t, "shelf b", tab.Text(`document.querySelector("meta[name=description]").content`))
	require.Equal(t, "to-b", tab.Text(`[...document.querySelectorAll("[aria-current]")].map(e => e.id).join()`))
	require.Equal(t, "", tab.Text(`by("typed").value`))
	require.Equal(t, "0", tab.Text(`by("count").textContent`))
	tab.Click("#put")
	tab.Click("#put")
	tab.Until(`by("count").textContent === "2"`)
	tab.Click("#basket")
	tab.Until(`by("basket-count").textContent === "2"`)

	tab.Do(`history.back()`)
	tab.waitShelf("a")
	require.Equal(t, "1 secret to-a", tab.Text(`[by("count").textContent, by("typed").value, document.querySelector("[aria-current]").id].join(" ")`))
	require.Equal(t, "shelf a – shop", tab.Text("document.title"))
	tab.Click("#put")
	tab.Until(`by("count").textContent === "2"`)
	tab.Do(`history.forward()`)
	tab.waitShelf("b")
	tab.Click("#put")
	tab.Until(`by("count").textContent === "3"`)
	tab.Click("#visit")
	tab.waitShelf("c")
	tab.Click("#basket")
	tab.Until(`by("basket-count").textContent === "3"`)
	require.Equal(t, "fetch /shelf/c", s.take())
	require.Equal(t, "true", tab.JSON(`nav === by("nav") && basket === by("basket") && first === "document"`))
	lines := slices.DeleteFunc(s.journal.Lines(), func(line string) bool { return line == "mount basket" })
	require.Equal(t, []string{"mount a", "joined a", "mount b", "joined b", "mount c", "joined c"}, lines)
	require.Equal(t, []string{"/shelf/a"}, s.loadedPages())
	require.Empty(t, tab.Errors())
}

// A redirect between live pages is followed by the client. Pages that are not live are loaded as documents.
func TestNavigation_RedirectAndDocument(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	tab.Click("#moved")
	tab.waitShelf("b")
	require.Equal(t, "fetch /moved, fetch /shelf/b", s.take())
	tab.Click("#loop")
	tab.Until(`document.querySelector("#live-flash [role=alert] p")?.textContent.includes("redirects too often")`)
	tab.waitShelf("b")
	require.Len(t, tab.Errors(), 1)
	tab.Click("#welcome")
	tab.Until(`document.querySelector("h1").textContent === "welcome"`)
	require.Equal(t, []string{"/shelf/a"}, s.loadedPages())
}

// A connection that is lost while pages sleep resumes the page in view and the sleeping ones, which keep their state.
func TestNavigation_LostConnection(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
	tab.Click("#to-b")
	tab.waitShelf("b")
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
	tab.Click("#to-c")
	tab.waitShelf("c")
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
	s.proxy.CutAll()
	tab.Until(`!liveSocket.isConnected()`)
	tab.Reconnect()
	tab.Click("#put")
	tab.Until(`by("count").textContent === "2"`)
	s.take()
	for _, name := range []string{"b", "a"} {
		tab.Do(`history.back()`)
		tab.waitShelf(name)
		tab.Click("#put")
		tab.Until(`by("count").textContent === "2"`)
	}
	tab.Do(`history.go(2)`)
	tab.waitShelf("c")
	tab.Click("#put")
	tab.Until(`by("count").textContent === "3"`)
	require.Empty(t, s.take())
	require.Equal(t, []int{1, 1, 1}, []int{s.journal.Count("mount a"), s.journal.Count("mount b"), s.journal.Count("mount c")})
}

// The connection is lost when the user goes Back: the page that slept is shown at once, and continues when the
// connection is back.
func TestNavigation_BackWhileDisconnected(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
	tab.Click("#to-b")
	tab.waitShelf("b")
	s.proxy.SetDown(true)
	s.proxy.CutAll()
	tab.Until(`!liveSocket.isConnected()`)
	tab.Do(`history.back()`)
	tab.waitShelf("a")
	require.Equal(t, "1", tab.Text(`by("count").textContent`))
	tab.Click("#put")
	s.proxy.SetDown(false)
	tab.Reconnect()
	tab.Until(`by("count").textContent === "2"`)
	require.Equal(t, 1, s.journal.Count("mount a"))
}

// A document that is loaded in the middle of the history fetches the other pages: it does not know them.
func TestNavigation_Reload(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	tab.Click("#to-b")
	tab.waitShelf("b")
	tab.Click("#to-c")
	tab.waitShelf("c")
	tab.Do(`history.back()`)
	tab.waitShelf("b")
	tab.Leave(`location.reload()`)
	tab.Until(`window.liveSocket?.isConnected() && !window.first`)
	tab.waitNavigation()
	s.take()
	tab.Do(`window.by = id => document.getElementById(id); window.second = true; history.back()`)
	tab.waitShelf("a")
	tab.Do(`history.go(2)`)
	tab.waitShelf("c")
	tab.Do(`history.back()`)
	tab.waitShelf("b")
	tab.Do(`history.back()`)
	tab.waitShelf("a")
	require.Equal(t, "fetch /shelf/a, fetch /shelf/c", s.take())
	require.Equal(t, "true", tab.JSON(`second`))
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
}

// The page that was left receives its typed text, and the new page none of it, however slow the network is.
func TestNavigation_TypedText(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	s.proxy.Delay(150 * time.Millisecond)
	tab.Click("#text")
	tab.Keys("of a")
	tab.Click("#to-b")
	tab.Keys("x")
	tab.waitShelf("b")
	require.Equal(t, "", tab.Text(`by("text").value`))
	tab.Click("#text")
	tab.Keys("of b")
	eventually(t, func() bool {
		return s.journal.Count("text of b: of b") == 1
	}, func() string { return strings.Join(s.journal.Lines(), "\n") })
	for _, line := range s.journal.Lines() {
		require.NotContains(t, line, "text of b: of a")
		require.NotContains(t, line, "text of a: of b")
	}
	require.Equal(t, 1, s.journal.Count("text of a: of a"))
	tab.Do(`history.back()`)
	tab.waitShelf("a")
	require.Equal(t, "of a", tab.Text(`by("text").value`))
}

// More pages than the server lets sleep are fetched again.
func TestNavigation_ManyPages(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	for _, name := range []string{"b", "c", "d", "e"} {
		tab.Click("#to-" + name)
		tab.waitShelf(name)
		tab.Click("#put")
		tab.Until(`by("count").textContent === "1"`)
	}
	s.take()
	for _, name := range []string{"d", "c", "b"} {
		tab.Do(`history.back()`)
		tab.waitShelf(name)
		tab.Click("#put")
		tab.Until(`by("count").textContent === "2"`)
	}
	require.Empty(t, s.take())
	tab.Do(`history.back()`)
	tab.waitShelf("a")
	require.Equal(t, "fetch /shelf/a", s.take())
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
}

// On a slow network the last of two navigations is shown, and the page with the links can be used until then.
func TestNavigation_SlowNetwork(t *testing.T) {
	t.Parallel()
	s, tab := openShelf(t)
	s.proxy.Delay(200 * time.Millisecond)
	tab.Do(`window.seen = []; addEventListener("live:navigate", ({ detail }) => seen.push(new URL(detail.to).pathname))`)
	tab.Click("#to-b")
	tab.Click("#put")
	tab.Click("#to-c")
	tab.waitShelf("c")
	tab.Click("#put")
	tab.Until(`by("count").textContent === "1"`)
	require.Equal(t, `["/shelf/c"]`, tab.JSON("seen"))
	tab.Do(`history.back()`)
	tab.waitShelf("a")
	tab.Until(`by("count").textContent === "1"`)
	require.Equal(t, []int{1, 0, 1}, []int{s.journal.Count("joined a"), s.journal.Count("joined b"), s.journal.Count("joined c")})
	require.Equal(t, []string{"/shelf/a"}, s.loadedPages())
}
