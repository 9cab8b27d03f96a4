package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

// A frontProxy is a reverse proxy that may respond in place of its server.
type frontProxy struct {
	t       *testing.T
	server  *httptest.Server
	forward http.Handler

	mu        sync.Mutex
	respond   http.HandlerFunc // in place of the server; nil to forward
	rechecks  int              // that respond has answered
	documents int              // pages that the browser has loaded
}

func newFrontProxy(t *testing.T, s *site) *frontProxy {
	target, err := url.Parse(s.url())
	require.NoError(t, err)
	p := &frontProxy{t: t, forward: &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		ErrorLog: nil,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway)
		},
	}}
	p.server = httptest.NewServer(p)
	t.Cleanup(p.server.Close)
	return p
}

func (p *frontProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	respond := p.respond
	if r.Header.Get("Live-Recheck") != "" && respond != nil {
		p.rechecks++
	}
	if r.Header.Get("Sec-Fetch-Dest") == "document" {
		p.documents++
	}
	p.mu.Unlock()
	if respond != nil {
		respond(w, r)
		return
	}
	p.forward.ServeHTTP(w, r)
}

// set lets respond answer all requests in place of the server; nil forwards them.
func (p *frontProxy) set(respond http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.respond, p.rechecks = respond, 0
}

// waitForRechecks waits until the proxy has answered n rechecks in place of the server.
func (p *frontProxy) waitForRechecks(n int) {
	p.t.Helper()
	eventually(p.t, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.rechecks >= n
	}, func() string { return "too few rechecks" })
}

func (p *frontProxy) loads() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.documents
}

// What a proxy responds while its server restarts does not end a page. The page continues with what
// the user has typed.
func TestEnding_ProxyDuringRestart(t *testing.T) {
	t.Parallel()
	for name, respond := range map[string]http.HandlerFunc{
		"404": http.NotFound,
		"302": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/maintenance" {
				http.Redirect(w, r, "/maintenance", http.StatusFound)
			}
		},
		"200": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<title>maintenance</title>Back soon"))
		},
		"401": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `Basic realm="maintenance"`)
			w.WriteHeader(http.StatusUnauthorized)
		},
	} {
		rechecks := 5 // more than it takes to believe a redirect
		if name == "401" {
			rechecks = 2 // Chromium waits for a password until the client ends the request
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			newPad := func() *live.Server {
				return newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} }))
			}
			s := newSite(t, newPad())
			p := newFrontProxy(t, s)
			tab := openConnected(t, p.server.URL)
			tab.Do("window.same = true")
			tab.Click("[name=text]")
			tab.Keys("typed")
			p.set(respond)
			s.kill()
			p.waitForRechecks(rechecks)
			require.Equal(t, "typed", tab.Value("text"))
			s.start(newPad())
			p.set(nil)
			tab.Until("liveSocket.isConnected()")
			pressButton(tab, "1")
			require.Equal(t, "true typed", tab.Text("window.same")+" "+tab.Value("text"))
			require.Equal(t, "null false", tab.Text(`document.querySelector("dialog") + " " + liveSocket.main.el.inert`))
			require.Equal(t, 1, p.loads())
		})
	}
}

// Without anything typed, a page survives a restart during which a proxy responds with a status that
// is not believed at once.
func TestEnding_ProxyDuringRestart_Untouched(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusOK, http.StatusFound, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusBadGateway} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })))
			p := newFrontProxy(t, s)
			tab := openConnected(t, p.server.URL)
			p.set(func(w http.ResponseWriter, r *http.Request) {
				if status == http.StatusFound {
					w.Header().Set("Location", "/maintenance")
				}
				w.WriteHeader(status)
			})
			cutAll(s)
			p.waitForRechecks(2)
			p.set(nil)
			tab.Until("liveSocket.isConnected()")
			pressButton(tab, "1")
			require.Equal(t, 1, journal.Count("mount"), "the session was resumed")
			require.Equal(t, 1, p.loads())
		})
	}
}

// cutAll closes the connections of a site that continues to serve.
func cutAll(s *site) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.Close()
	}
}

// loginGate is middleware that redirects to /welcome while it is closed.
type loginGate struct {
	mu     sync.Mutex
	closed bool
}

func (g *loginGate) set(closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = closed
}

func (g *loginGate) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		closed := g.closed
		g.mu.Unlock()
		if closed && r.URL.Path == "/" {
			http.Redirect(w, r, "/welcome", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// openChecked opens a page that is checked several times a second, behind the gate.
func openChecked(t *testing.T, journal *views.Journal, outside bool) (*loginGate, *Tab) {
	gate := &loginGate{}
	srv := newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: journal} }))
	srv.RecheckInterval = 100 * time.Millisecond
	var outer []func(http.Handler) http.Handler
	if outside {
		outer = append(outer, gate.wrap)
	} else {
		srv.Handler = gate.wrap(srv.Handler)
	}
	tab := openConnected(t, newSite(t, srv, outer...).url())
	pressButton(tab, "1")
	return gate, tab
}

// When a login ends while the page is connected, the page is left for the login page.
func TestEnding_LoginEnds(t *testing.T) {
	t.Parallel()
	for _, outside := range []bool{false, true} {
		t.Run(map[bool]string{false: "inside", true: "outside"}[outside], func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			gate, tab := openChecked(t, &journal, outside)
			require.Equal(t, 1, journal.Count("mount"))
			gate.set(true)
			tab.Until(`document.title === "welcome"`)
			require.Equal(t, 1, journal.Count("unmount"))
		})
	}
}

// A page with typed text is covered when its login ends, and is not left. It continues after another
// login, with its text.
func TestEnding_LoginEndsWhileTyping(t *testing.T) {
	t.Parallel()
	for _, outside := range []bool{false, true} {
		t.Run(map[bool]string{false: "inside", true: "outside"}[outside], func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			gate, tab := openChecked(t, &journal, outside)
			tab.Click("[name=text]")
			tab.Keys("typed")
			gate.set(true)
			tab.Until(`document.querySelector("dialog:modal#live-card.live-cover")`)
			tab.Until(`document.querySelector("dialog:modal#live-card.live-cover button")`)
			require.Contains(t, tab.Text(`document.querySelector("#live-card").textContent`), "You seem to be logged out.")
			require.Equal(t, "Reload true", tab.Text(`document.querySelector("#live-card button").textContent + " " + liveSocket.main.el.inert`))
			backdrop := `getComputedStyle(document.querySelector("#live-card"), "::backdrop")`
			tab.Until(backdrop + `.backgroundColor.startsWith("rgb(")`) // opaque, so the page is hidden
			require.Equal(t, "fixed 0px 1", tab.Text(`(b => b.position + " " + b.inset + " " + b.opacity)(`+backdrop+`)`))
			gate.set(false)
			tab.Until("liveSocket.isConnected()")
			require.Equal(t, "null", tab.Text(`document.querySelector("dialog, #live-pill button:not([hidden])") + ""`))
			require.Equal(t, "typed text", tab.Value("text")+" "+tab.Text("document.activeElement.name"))
			tab.Keys("!")
			require.Equal(t, "typed!", tab.Value("text"))
			pressButton(tab, "1")

			gate.set(true)
			tab.Until(`document.querySelector("#live-card button")`)
			tab.Click("#live-card button")
			tab.Until(`document.title === "welcome"`)
		})
	}
}

// Rechecks of a page whose address contains a password use it, as the page load did.
func TestEnding_BasicAuthentication(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	var rechecks atomic.Int32
	srv := newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} }))
	srv.RecheckInterval = 100 * time.Millisecond
	s := newSite(t, srv, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user != "ann" || password != "swordfish" {
				w.Header().Set("WWW-Authenticate", `Basic realm="e2e"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			if r.Header.Get("Live-Recheck") != "" {
				rechecks.Add(1)
			}
			next.ServeHTTP(w, r)
		})
	})
	tab := openConnected(t, "http://ann:swordfish@"+s.addr+"/?x=1#y")
	eventually(t, func() bool { return rechecks.Load() >= 3 }, tab.outerHTML)
	pressButton(tab, "1")
	require.Equal(t, 1, journal.Count("mount"))
}
