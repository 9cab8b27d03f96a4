package e2e

import (
	"bytes"
	"cmp"
	"log"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A site serves a live.Server on a TCP port with a strict Content-Security-Policy.
type site struct {
	t    *testing.T
	addr string // host:port
	log  *logBuffer

	mu        sync.Mutex
	documents []string // URLs of the loaded pages
	server    *http.Server
	conns     map[net.Conn]struct{} // also WebSockets
}

// newSite serves srv until the test ends, wrapped in middleware, the outermost first.
func newSite(t *testing.T, srv *live.Server, middleware ...func(http.Handler) http.Handler) *site {
	t.Helper()
	s := &site{t: t, addr: "127.0.0.1:0", log: &logBuffer{}, conns: map[net.Conn]struct{}{}}
	s.start(srv, middleware...)
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Log(s.log)
		}
	})
	return s
}

// start serves srv at the address that the site had before kill.
func (s *site) start(srv *live.Server, middleware ...func(http.Handler) http.Handler) {
	s.t.Helper()
	srv.Log = slog.New(slog.NewTextHandler(s.log, nil))
	allowSlowMachine(srv)
	var outer http.Handler = srv
	for _, m := range slices.Backward(middleware) {
		outer = m(outer)
	}
	ln, err := net.Listen("tcp", s.addr)
	require.NoError(s.t, err)
	hs := &http.Server{Handler: s.watch(outer), ErrorLog: log.New(s.log, "http: ", 0), ConnState: s.state}
	s.mu.Lock()
	s.addr, s.server = ln.Addr().String(), hs
	s.mu.Unlock()
	go hs.Serve(ln)
}

// kill stops the server and closes its connections without close frames, as a crash does.
func (s *site) kill() {
	s.mu.Lock()
	hs, conns := s.server, s.conns
	s.conns = map[net.Conn]struct{}{}
	s.mu.Unlock()
	hs.Close()
	for c := range conns {
		c.Close()
	}
}

func (s *site) state(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.conns[c] = struct{}{}
	} else if state == http.StateClosed {
		delete(s.conns, c)
	}
}

// watch adds the policy and records the pages that browsers load.
func (s *site) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/favicon.ico":
			w.WriteHeader(http.StatusNoContent)
			return
		case r.URL.Path == "/welcome":
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<!doctype html><html lang=en><title>welcome</title><h1>welcome</h1>"))
			return
		// The synthetic GET of a join or resume looks like a page load, but has no Accept-Encoding.
		case r.Header.Get("Sec-Fetch-Dest") == "document" && r.Header.Get("Accept-Encoding") != "":
			s.mu.Lock()
			s.documents = append(s.documents, r.URL.RequestURI())
			s.mu.Unlock()
		}
		w.Header().Set("Content-Security-Policy", strictPolicy)
		next.ServeHTTP(w, r)
	})
}

// loadedPages returns the URLs of the pages that browsers have loaded.
func (s *site) loadedPages() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.documents)
}

// url returns the origin of the site.
func (s *site) url() string { return "http://" + s.addr }

// newServer returns a server with one live page at /.
func newServer(factory func(*http.Request) live.View) *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(factory))
	return allowSlowMachine(&live.Server{Handler: mux})
}

// allowSlowMachine sets timeouts of srv that are zero, so that the default values end no session on a
// busy machine. It returns srv.
func allowSlowMachine(srv *live.Server) *live.Server {
	srv.AdoptTimeout = cmp.Or(srv.AdoptTimeout, tabTimeout)
	srv.ResumeTimeout = cmp.Or(srv.ResumeTimeout, tabTimeout)
	srv.JoinTimeout = cmp.Or(srv.JoinTimeout, tabTimeout)
	return srv
}

// viewFunc returns an argument for live.Page that ignores the request.
func viewFunc[V live.View](view func() V) func(*http.Request) live.View {
	return func(*http.Request) live.View { return view() }
}

// A logBuffer collects a log, to be shown when the test fails.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// openConnected loads a page in a new tab and waits until it is connected.
func openConnected(t *testing.T, url string) *Tab {
	t.Helper()
	tab := newTab(t)
	tab.Open(url)
	tab.WaitConnected()
	return tab
}

// receive receives what the test waits for from a channel. The server may never send it: that must not take
// all the time of the other tests.
func receive[T any](t testing.TB, from <-chan T, what string) (value T) {
	t.Helper()
	select {
	case value = <-from:
	case <-time.After(waitTimeout):
		require.FailNow(t, "missing: "+what)
	}
	return value
}

// WaitConnected waits until the page is connected and has loaded the module that shows messages.
func (tab *Tab) WaitConnected() {
	tab.t.Helper()
	tab.Until(`window.liveSocket?.isConnected() && document.querySelector("body > #live-bar")`)
}

// goOnline dispatches the event that the network may be back. Without it, the client waits before
// it reconnects.
const goOnline = `dispatchEvent(new Event("online"))`

// Reconnect waits until the page is connected, without delays between the attempts of the client.
func (tab *Tab) Reconnect() {
	tab.t.Helper()
	eventually(tab.t, func() bool {
		tab.Do(goOnline)
		return tab.Text("liveSocket.isConnected()") == "true"
	}, tab.outerHTML)
}

// Until waits until a JavaScript expression is true. The tab may load other pages meanwhile.
func (tab *Tab) Until(expression string) {
	tab.t.Helper()
	var err error
	eventually(tab.t, func() bool {
		var is bool
		err = tab.browser.Eval("Boolean("+expression+")", &is)
		return err == nil && is
	}, func() string {
		return "never true: " + expression + " in " + tab.outerHTML()
	})
}

func (tab *Tab) outerHTML() string {
	var html string
	if err := tab.browser.Eval("location.href + ' ' + document.documentElement.outerHTML", &html); err != nil {
		return err.Error()
	}
	return html
}

// Value returns the value of the control with a name.
func (tab *Tab) Value(name string) string {
	tab.t.Helper()
	return tab.Text(`document.querySelector("[name=` + name + `]").value`)
}

// Content returns the text of the element that matches selector.
func (tab *Tab) Content(selector string) string {
	tab.t.Helper()
	return strings.TrimSpace(tab.Text(`document.querySelector(` + quote(selector) + `).textContent`))
}

// eventually waits until condition is true. It waits for longer than a server keeps a detached
// session by default.
func eventually(t testing.TB, condition func() bool, failure func() string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	end := time.After(waitTimeout)
	for !condition() {
		select {
		case <-tick.C:
		case <-end:
			require.FailNow(t, failure())
		}
	}
}
