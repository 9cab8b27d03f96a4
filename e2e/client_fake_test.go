package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/lively-go/lively/js"
	"github.com/stretchr/testify/require"
)

// strictPolicy is what a careful site sends with its pages.
const strictPolicy = "default-src 'none'; img-src 'self' data:; connect-src 'self'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lively"

// A fake serves one page with the real client, and hands its sockets to the test, which plays the server.
type fakeServer struct {
	t      testing.TB
	server *httptest.Server
	conns  chan *fakeConn

	mu      sync.Mutex
	html    string // what the root holds
	head    string // added to the head
	scripts string // JavaScript, run before the client
	policy  string // Content-Security-Policy
	gets    int
	probes  int // HEAD requests
	refuse  int // status for every request, sockets too unless it is 502; zero means serve
}

func newFakeServer(t testing.TB, html string) *fakeServer {
	f := &fakeServer{t: t, html: html, policy: strictPolicy, conns: make(chan *fakeConn, 16)}
	f.server = httptest.NewServer(f)
	t.Cleanup(f.server.Close)
	return f
}

func (f *fakeServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	if websocket.IsWebSocketUpgrade(r) && (f.refuse == 0 || f.refuse == http.StatusBadGateway) {
		f.mu.Unlock()
		f.upgrade(w, r)
		return
	}
	defer f.mu.Unlock()
	if r.Method == http.MethodHead {
		f.probes++
	}
	switch {
	case strings.Contains(r.URL.Path, "/_live/"):
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(js.Client)
	case r.URL.Path == "/before.js":
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, f.scripts)
	case r.URL.Path == "/favicon.ico":
		w.WriteHeader(http.StatusNotFound)
	case f.refuse != 0:
		w.WriteHeader(f.refuse)
	default:
		if r.Method == http.MethodGet {
			f.gets++
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", f.policy)
		fmt.Fprintf(w, `<!doctype html><html><head><title>fake</title><meta name="live-token" content="token">%s`+
			`<script defer src="/before.js"></script><script defer src="/_live/live.%s.js"></script></head>`+
			`<body><header id="header"></header><div id="live-root">%s</div><div id="live-flash" role="status" aria-live="polite"></div></body></html>`,
			f.head, js.Hash, f.html)
	}
}

func (f *fakeServer) upgrade(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{Subprotocols: []string{"lively.1"}}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	l := &fakeConn{t: f.t, ws: ws, path: r.URL.RequestURI(), in: make(chan string, 1000)}
	f.conns <- l
	defer ws.Close() // a browser waits for this after the closing handshake
	defer close(l.in)
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			return
		}
		l.in <- string(data)
	}
}

// open loads the page and joins it: the server adopts the view as the page shows it.
func openFake(t testing.TB, html string, script ...string) (*fakeServer, *Tab, *fakeConn) {
	t.Helper()
	f, tab := newFakeServer(t, html), newTab(t)
	f.scripts = strings.Join(script, "\n")
	tab.Open(f.server.URL + "/page?a=1")
	l := f.accept()
	full := ""
	if l.expectJoin().Sum != sumOf(t, html) { // Firefox hides a style attribute that the policy refuses
		full = `,"html":` + quote(html)
	}
	l.send(`["joined",{"session":"secret","epoch":1,"adopted":true,"version":1,"resume":30000` + full + `}]`)
	tab.Wait("window.liveSocket?.isConnected()")
	return f, tab, l
}

// line waits for the browser's next socket.
func (f *fakeServer) accept() *fakeConn {
	f.t.Helper()
	select {
	case l := <-f.conns:
		return l
	case <-time.After(20 * time.Second):
		require.FailNow(f.t, "the browser opened no socket")
		return nil
	}
}

// A line is one socket of the browser.
type fakeConn struct {
	t    testing.TB
	ws   *websocket.Conn
	path string
	in   chan string
	acks int // frames that the browser has said it handled
}

// send sends messages to the browser.
func (l *fakeConn) send(messages ...string) {
	l.t.Helper()
	for _, m := range messages {
		require.NoError(l.t, l.ws.WriteMessage(websocket.TextMessage, []byte(m)))
	}
}

// raw returns the next message from the browser, whatever it is; false when the socket has ended.
func (l *fakeConn) receive() (string, bool) {
	l.t.Helper()
	select {
	case m, ok := <-l.in:
		return m, ok
	case <-time.After(20 * time.Second):
		require.FailNow(l.t, "the browser says nothing")
		return "", false
	}
}

// next returns the next message that is no ack and no heartbeat, which it answers. It counts acks and writes them as 0.
func (l *fakeConn) receiveNext() string {
	l.t.Helper()
	for {
		m, ok := l.receive()
		require.True(l.t, ok, "the browser closed the socket")
		var parts []json.RawMessage
		require.NoError(l.t, json.Unmarshal([]byte(m), &parts))
		kind := string(parts[0])
		if kind == `"h"` {
			l.send(`["h"]`)
			continue
		}
		if kind == `"a"` || kind == `"e"` || kind == `"p"` || kind == `"html"` {
			var n int
			require.NoError(l.t, json.Unmarshal(parts[1], &n))
			l.acks += n
			parts[1] = []byte("0")
		}
		if kind == `"a"` {
			continue
		}
		b, err := json.Marshal(parts)
		require.NoError(l.t, err)
		return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(string(b))
	}
}

// want wants messages.
func (l *fakeConn) expect(messages ...string) {
	l.t.Helper()
	for _, m := range messages {
		require.Equal(l.t, m, l.receiveNext())
	}
}

// join wants a join, and returns what it says.
func (l *fakeConn) expectJoin() (j struct {
	Build, Inst, URL string
	Token            *string
	Sum              uint32
}) {
	l.t.Helper()
	l.expectFirst("join", &j)
	return j
}

type resumeMessage struct {
	Build, Inst, URL, Session string
	Frame, Ref                int
	Versions                  map[string]int
}

// resume wants a resume, and returns what it says.
func (l *fakeConn) expectResume() (r resumeMessage) {
	l.t.Helper()
	l.expectFirst("resume", &r)
	return r
}

func (l *fakeConn) expectFirst(kind string, into any) {
	l.t.Helper()
	var parts []json.RawMessage
	m := l.receiveNext()
	require.NoError(l.t, json.Unmarshal([]byte(m), &parts))
	require.Equal(l.t, quote(kind), string(parts[0]), m)
	require.NoError(l.t, json.Unmarshal(parts[1], into))
}

// close ends the socket with a code of the protocol.
func (l *fakeConn) close(code int, reason string) {
	l.t.Helper()
	require.NoError(l.t, l.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second)))
}

// cut ends the socket without a word.
func (l *fakeConn) cut() { l.ws.NetConn().Close() }
