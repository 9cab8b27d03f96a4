package e2e

import (
	"bytes"
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

// A site is a live.Server on a TCP port of its own, under a strict policy.
type site struct {
	t    *testing.T
	addr string // host:port
	log  *logBuffer

	mu        sync.Mutex
	documents []string // what browsers loaded as pages
	server    *http.Server
	conns     map[net.Conn]struct{} // also those that became websockets
}

// newSite serves srv until the test ends. Middleware goes around it, the outermost first.
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

// start serves srv, at the address where the site was before it was killed.
func (s *site) start(srv *live.Server, middleware ...func(http.Handler) http.Handler) {
	s.t.Helper()
	srv.Log = slog.New(slog.NewTextHandler(s.log, nil))
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

// kill ends the server as a crash does: without a word.
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

// watch adds the policy and notes which pages browsers load.
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
		// The requests that stand for joins and resumes look like page loads, but accept no encoding.
		case r.Header.Get("Sec-Fetch-Dest") == "document" && r.Header.Get("Accept-Encoding") != "":
			s.mu.Lock()
			s.documents = append(s.documents, r.URL.RequestURI())
			s.mu.Unlock()
		}
		w.Header().Set("Content-Security-Policy", strictPolicy)
		next.ServeHTTP(w, r)
	})
}

// loaded are the pages that browsers have loaded.
func (s *site) loadedPages() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.documents)
}

// url is where the site is.
func (s *site) url() string { return "http://" + s.addr }

// pages is a server with one live page at /. It is patient: machines that test are slow.
func newServer(factory func(*http.Request) live.View) *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(factory))
	return &live.Server{Handler: mux, AdoptTimeout: time.Minute, ResumeTimeout: time.Minute}
}

// of makes a factory of views that need nothing of the request.
func viewFunc[V live.View](view func() V) func(*http.Request) live.View {
	return func(*http.Request) live.View { return view() }
}

// logbook is a log that is shown when the test fails.
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

// openLive loads a page in a tab of a browser of its own and waits until it is live.
func openConnected(t *testing.T, url string) *Tab {
	t.Helper()
	tab := newTab(t)
	tab.Open(url)
	tab.WaitConnected()
	return tab
}

// WaitLive waits until the page is connected.
func (tab *Tab) WaitConnected() {
	tab.t.Helper()
	tab.Until("window.liveSocket?.isConnected()")
}

// hurry is what a browser says when the network may be back; without it the client waits, with jitter.
const goOnline = `dispatchEvent(new Event("online"))`

// Hurry waits until the page is connected, and does not let it rest before.
func (tab *Tab) Reconnect() {
	tab.t.Helper()
	eventually(tab.t, func() bool {
		tab.Do(goOnline)
		return tab.Text("liveSocket.isConnected()") == "true"
	}, tab.outerHTML)
}

// Until waits until a JavaScript expression is true, in whatever page the tab shows by then.
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

// Value is the value of the control with that name.
func (tab *Tab) Value(name string) string {
	tab.t.Helper()
	return tab.Text(`document.querySelector("[name=` + name + `]").value`)
}

// Content is the text of the element that a selector finds.
func (tab *Tab) Content(selector string) string {
	tab.t.Helper()
	return strings.TrimSpace(tab.Text(`document.querySelector(` + quote(selector) + `).textContent`))
}

// within waits until test is true. It waits for longer than a server keeps a session whose browser left without a word.
func eventually(t testing.TB, test func() bool, why func() string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	end := time.After(time.Minute)
	for !test() {
		select {
		case <-tick.C:
		case <-end:
			require.FailNow(t, why())
		}
	}
}
