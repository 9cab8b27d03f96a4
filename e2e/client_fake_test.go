package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/lively-go/lively/js"
	"github.com/stretchr/testify/require"
)

// strictPolicy is a strict Content-Security-Policy.
const strictPolicy = "default-src 'none'; img-src 'self' data:; connect-src 'self'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lively"

// manualTimers makes the page's timers of 100 ms or more wait for the test: fire(ms) runs the
// function of a timer that was set for ms, and reports whether there was one. hasTimer(ms) only reports
// that.
const manualTimers = `{
	const set = setTimeout, clear = clearTimeout, timers = new Map()
	let last = 1_000_000_000
	window.setTimeout = (f, ms = 0, ...args) => {
		if (ms < 100) return set(f, ms, ...args)
		timers.set(++last, { f, ms })
		return last
	}
	window.clearTimeout = id => timers.delete(id) || clear(id)
	window.hasTimer = ms => [...timers.values()].some(timer => timer.ms === ms)
	window.fire = ms => {
		const [id, timer] = [...timers].find(([, timer]) => timer.ms === ms) ?? []
		timers.delete(id)
		timer?.f()
		return !!timer
	}
}`

// patientTimers makes the timers of the client's connection so long that a busy machine does not delay a
// reply for longer. Their times are those of js/src/limits.ts.
const patientTimers = `{
	const set = setTimeout
	window.setTimeout = (f, ms = 0, ...args) => set(f, [2000, 3000, 4000, 5000].includes(ms) ? 300_000 : ms, ...args)
}
`

// stoppedClock stops the page's clocks. Time passes when a test adds to now, in milliseconds.
const stoppedClock = `window.now = 100_000
performance.now = () => window.now
Date.now = () => 1_000_000_000_000 + window.now
`

// A fakeServer serves one page with the real client. The test plays the server on its WebSockets.
type fakeServer struct {
	t      testing.TB
	server *httptest.Server
	conns  chan *fakeConn

	silent atomic.Bool // heartbeats are not answered
	pages  *fakePages  // further pages, or nil

	mu      sync.Mutex
	html    string // content of the root
	head    string // added to the head
	flashes string // added to the element of flash messages
	before  string // added before the root
	scripts string // JavaScript that runs before the client
	policy  string // Content-Security-Policy
	gets    int    // GET requests for the page
	probes  int    // rechecks
	refuse  int    // status for each request, also for WebSockets unless it is 502; 0 means none
	proxied bool   // a proxy responds in place of the server, and ignores rechecks
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
	nonce := r.Header.Get("Live-Recheck")
	if nonce != "" {
		f.probes++
	}
	switch {
	case nonce != "" && !f.proxied:
		w.Header().Set("Live-Status", strconv.Itoa(cmp.Or(f.refuse, http.StatusNoContent)))
		if f.refuse == 0 {
			w.Header().Set("Live-Recheck", "seal of "+nonce)
		}
		w.WriteHeader(http.StatusNoContent)
	case strings.HasSuffix(r.URL.Path, ".css"):
		w.Header().Set("Content-Type", "text/css")
		w.Write(js.Styles)
	case strings.Contains(r.URL.Path, "/_live/"):
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(clientScript(r.URL.Path))
	case r.URL.Path == "/before.js":
		w.Header().Set("Content-Type", "text/javascript")
		if !strings.Contains(f.scripts, manualTimers) {
			fmt.Fprint(w, patientTimers)
		}
		fmt.Fprint(w, f.scripts)
	case f.pages.serve(f, w, r):
	case r.URL.Path == "/favicon.ico":
		w.WriteHeader(http.StatusNotFound)
	case f.refuse != 0:
		if f.refuse == http.StatusFound {
			w.Header().Set("Location", "/maintenance")
		}
		w.WriteHeader(f.refuse)
	default:
		if nonce == "" {
			f.gets++
		}
		f.writeDocument(w, f.html, "fake", "token")
	}
}

// writeDocument writes a document whose root has this content. f.mu is locked.
func (f *fakeServer) writeDocument(w http.ResponseWriter, html, title, token string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", f.policy)
	fmt.Fprintf(w, `<!doctype html><html><head><title>%s</title><meta name="live-token" content="%s">%s`+
		`<script defer src="/before.js"></script><script defer src="/_live/live.%s.js"></script></head>`+
		`<body><header id="header"></header>%s<div id="live-root">%s</div><div id="live-flash"><div role="status" aria-live="polite" aria-atomic="false"></div><div role="alert" aria-atomic="false"></div>%s</div></body></html>`,
		title, token, f.head, js.Hash, f.before, html, f.flashes)
}

func (f *fakeServer) upgrade(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{Subprotocols: []string{"lively.2"}}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &fakeConn{
		t: f.t, ws: ws, path: r.URL.RequestURI(), in: make(chan string, 1000), heartbeats: make(chan string, 1000),
	}
	f.conns <- c
	defer ws.Close() // a browser waits for this after the closing handshake
	defer close(c.in)
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			return
		}
		if string(data) != `["h"]` {
			c.in <- string(data)
			continue
		}
		c.heartbeats <- string(data)
		// Answer at once: on a busy machine the test may be slower than the client's timeout.
		if !f.silent.Load() && c.write(`["h"]`) != nil {
			return
		}
	}
}

// openFake loads the page and joins it. The view that rendered the page is adopted.
func openFake(t testing.TB, html string, script ...string) (*fakeServer, *Tab, *fakeConn) {
	t.Helper()
	f, tab := newFakeServer(t, html), newTab(t)
	f.scripts = strings.Join(script, "\n")
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	full := ""
	if c.expectJoin().Sum != sumOf(t, html) { // Firefox hides a style attribute that the policy refuses
		full = `,"html":` + quote(html)
	}
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000` + full + `}]`)
	tab.Wait(`window.liveSocket?.isConnected() && document.querySelector("body > #live-bar")`) // and has loaded its module
	return f, tab, c
}

// accept waits for the next WebSocket of the browser.
func (f *fakeServer) accept() *fakeConn {
	f.t.Helper()
	return receive(f.t, f.conns, "a WebSocket of the browser")
}

// A fakeConn is the server's end of one WebSocket of the browser.
type fakeConn struct {
	t    testing.TB
	ws   *websocket.Conn
	path string
	in   chan string // messages except heartbeats; closed with the WebSocket

	heartbeats chan string
	writing    sync.Mutex
	acks       int // frames that the browser has acknowledged
}

// send sends messages to the browser.
func (c *fakeConn) send(messages ...string) {
	c.t.Helper()
	for _, m := range messages {
		require.NoError(c.t, c.write(m))
	}
}

func (c *fakeConn) write(message string) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.ws.WriteMessage(websocket.TextMessage, []byte(message))
}

// expectHeartbeat runs act and requires that the browser sends a heartbeat after that.
func (c *fakeConn) expectHeartbeat(act func()) {
	c.t.Helper()
	for len(c.heartbeats) > 0 {
		<-c.heartbeats
	}
	act()
	receive(c.t, c.heartbeats, "a heartbeat of the browser")
}

// receive returns the next message of the browser except heartbeats. It reports false if the
// WebSocket was closed.
func (c *fakeConn) receive() (string, bool) {
	c.t.Helper()
	select {
	case m, ok := <-c.in:
		return m, ok
	case <-time.After(waitTimeout):
		require.FailNow(c.t, "the browser sent no message")
		return "", false
	}
}

// receiveNext returns the next message except acks. It adds up the acknowledged frames, and
// replaces their number in the message by 0.
func (c *fakeConn) receiveNext() string {
	c.t.Helper()
	for {
		m, ok := c.receive()
		require.True(c.t, ok, "the browser closed the WebSocket")
		parts := c.countAcks([]byte(m))
		if string(parts[0]) == `"a"` {
			continue
		}
		b, err := json.Marshal(parts)
		require.NoError(c.t, err)
		return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(string(b))
	}
}

// countAcks returns the items of a message. It adds up the frames that the message acknowledges, and
// replaces their number by 0.
func (c *fakeConn) countAcks(m []byte) []json.RawMessage {
	c.t.Helper()
	var parts []json.RawMessage
	require.NoError(c.t, json.Unmarshal(m, &parts))
	switch kind := string(parts[0]); kind {
	case `"@"`:
		b, err := json.Marshal(c.countAcks(parts[2]))
		require.NoError(c.t, err)
		parts[2] = b
	case `"a"`, `"e"`, `"p"`, `"html"`:
		var n int
		require.NoError(c.t, json.Unmarshal(parts[1], &n))
		c.acks += n
		parts[1] = []byte("0")
	}
	return parts
}

// expect requires that the next messages are these.
func (c *fakeConn) expect(messages ...string) {
	c.t.Helper()
	for _, m := range messages {
		require.Equal(c.t, m, c.receiveNext())
	}
}

// expectJoin requires that the next message is a join, and returns its argument.
func (c *fakeConn) expectJoin() (j struct {
	Build, Inst, URL string
	Token            *string
	Sum              uint32
	Sums             map[string]uint32
	Sticky           *string
}) {
	c.t.Helper()
	c.expectFirst("join", &j)
	return j
}

type resumeMessage struct {
	Build, Inst, URL, Session string
	Frame, Ref                int
	Version                   int
	Roots                     map[string][3]int
}

// expectResume requires that the next message is a resume, and returns its argument.
func (c *fakeConn) expectResume() (r resumeMessage) {
	c.t.Helper()
	c.expectFirst("resume", &r)
	return r
}

func (c *fakeConn) expectFirst(kind string, into any) {
	c.t.Helper()
	var parts []json.RawMessage
	m := c.receiveNext()
	require.NoError(c.t, json.Unmarshal([]byte(m), &parts))
	require.Equal(c.t, quote(kind), string(parts[0]), m)
	require.NoError(c.t, json.Unmarshal(parts[1], into))
}

// close closes the WebSocket with a code of the protocol.
func (c *fakeConn) close(code int, reason string) {
	c.t.Helper()
	require.NoError(c.t, c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(waitTimeout)))
}

// cut closes the connection without a close frame.
func (c *fakeConn) cut() { c.ws.NetConn().Close() }

// clientScript returns the script of the client at path: of a module, or else the one that every page loads.
func clientScript(path string) []byte {
	for _, module := range js.Modules {
		if strings.HasSuffix(path, "."+module.Name+".js") {
			return module.Source
		}
	}
	return js.Client
}
