package live_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/memnet"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// origin is the origin of every test: plain HTTP and a host other than localhost.
const origin = "http://lively.test"

// An app is a live.Server in an http.Server on an in-memory network. When the test ends, the app
// checks that its log contains no secrets.
type app struct {
	t    *testing.T
	live *live.Server
	http *http.Server
	net  *memnet.Listener
	log  *logBuffer
}

// serve runs srv until the test ends. outer is the outermost handler, nil for srv itself. It must
// be called in a synctest bubble.
func serve(t *testing.T, srv *live.Server, outer http.Handler) *app {
	t.Helper()
	a := newApp(t, srv)
	if a.http.Handler = outer; outer == nil {
		a.http.Handler = srv
	}
	a.run()
	return a
}

// newApp returns an app that is not running, with a nil http.Server.Handler.
func newApp(t *testing.T, srv *live.Server) *app {
	a := &app{t: t, live: srv, net: memnet.Listen(), log: &logBuffer{}}
	srv.Log = slog.New(slog.NewTextHandler(a.log, nil))
	a.http = &http.Server{ErrorLog: log.New(a.log, "http: ", 0)}
	return a
}

func (a *app) run() {
	go func() { _ = a.http.Serve(a.net) }()
	a.t.Cleanup(func() {
		expired, cancel := context.WithCancel(context.Background())
		cancel()
		_ = a.live.Shutdown(expired)
		_ = a.http.Close()
		synctest.Wait()
		a.log.requireNoSecrets(a.t)
	})
}

// pageMux returns a router with one live page at /.
func pageMux(factory func(*http.Request) live.View) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(factory))
	return mux
}

// factoryOf returns a page factory that always returns v.
func factoryOf(v live.View) func(*http.Request) live.View {
	return func(*http.Request) live.View { return v }
}

// A browser is an HTTP client with its own cookies, address and headers.
type browser struct {
	app    *app
	jar    http.CookieJar // nil: cookies are blocked
	addr   string         // the remote address of its requests
	header http.Header    // sent with every request
	wraps  []func(net.Conn) net.Conn
}

func (a *app) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(a.t, err)
	return &browser{app: a, jar: jar, addr: "192.0.2.1:1234", header: http.Header{}}
}

// wrapNext adds functions that wrap the connections of the next WebSockets of b, one function for
// each.
func (b *browser) wrapNext(wrap ...func(net.Conn) net.Conn) { b.wraps = append(b.wraps, wrap...) }

func (b *browser) request(method, path string) (*http.Response, string) {
	b.app.t.Helper()
	r, err := http.NewRequest(method, origin+path, nil)
	require.NoError(b.app.t, err)
	for name, values := range b.header {
		r.Header[name] = values
	}
	c := http.Client{
		Jar:           b.jar,
		Transport:     &http.Transport{DisableKeepAlives: true, DialContext: b.app.net.From(b.addr)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := c.Do(r)
	require.NoError(b.app.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.app.t, err)
	for _, cookie := range resp.Cookies() {
		b.app.log.addSecret(cookie.Value)
	}
	return resp, string(body)
}

func (b *browser) get(path string) (*http.Response, string) {
	b.app.t.Helper()
	return b.request(http.MethodGet, path)
}

// dial opens a WebSocket as a browser does.
func (b *browser) dial(path string) (*websocket.Conn, *http.Response, error) {
	c := client.NewBrowser(func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := b.app.net.From(b.addr)(ctx, network, addr)
		if err == nil && len(b.wraps) > 0 {
			c, b.wraps = b.wraps[0](c), b.wraps[1:]
		}
		return c, err
	})
	c.Jar = b.jar
	conn, resp, err := client.Dial(context.Background(), c, origin, path, b.header)
	if err == nil {
		_ = conn.SetReadDeadline(time.Now().Add(readTimeout))
		b.app.t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, resp, err
}

// readTimeout ends a test that receives nothing but pings. It is in the virtual time of the bubble.
const readTimeout = time.Hour

// A page is one document in a browser. It reads only when a test calls a method: there is no
// background reader.
type page struct {
	*client.Client
	initial client.Page // as loaded
	b       *browser
	t       *testing.T
}

// load gets the page at path without joining it.
func (b *browser) load(path string) *page {
	b.app.t.Helper()
	return b.loadStatus(http.StatusOK, path)
}

// loadStatus is load for a page with another status.
func (b *browser) loadStatus(status int, path string) *page {
	b.app.t.Helper()
	resp, body := b.get(path)
	require.Equal(b.app.t, status, resp.StatusCode, body)
	p, err := client.ParsePage(path, []byte(body))
	require.NoError(b.app.t, err, body)
	return b.newPage(p)
}

// newPage returns a page in b for p, which may come from another browser.
func (b *browser) newPage(p client.Page) *page {
	b.app.t.Helper()
	b.app.log.addSecret(p.Token)
	c, err := client.New(p)
	require.NoError(b.app.t, err)
	c.Recheck = func(url, nonce string) (wire.RecheckReply, bool) {
		browser := client.NewBrowser(b.app.net.From(b.addr))
		browser.Jar = b.jar
		return client.SendRecheck(context.Background(), browser, origin, url, nonce)
	}
	return &page{Client: c, initial: p, b: b, t: b.app.t}
}

// open gets the page at path and joins it.
func (b *browser) open(path string) *page {
	b.app.t.Helper()
	p := b.load(path)
	require.NoError(b.app.t, p.join())
	return p
}

func (p *page) join() error {
	p.t.Helper()
	conn, _, err := p.b.dial(p.initial.URL)
	require.NoError(p.t, err)
	defer p.recordSecret()
	return p.Join(conn)
}

func (p *page) resume() error {
	p.t.Helper()
	conn, _, err := p.b.dial(p.URL())
	require.NoError(p.t, err)
	defer p.recordSecret()
	return p.Resume(conn)
}

func (p *page) recordSecret() { p.b.app.log.addSecret(p.Session()) }

// send sends an event of the page's view.
func (p *page) send(url string) (ref int) {
	p.t.Helper()
	return p.sendEvent(wire.Event{URL: url})
}

func (p *page) sendEvent(e wire.Event) (ref int) {
	p.t.Helper()
	ref, err := p.Send(e)
	require.NoError(p.t, err)
	return ref
}

// sendAndWait sends an event and waits until it is acknowledged.
func (p *page) sendAndWait(url string) (ref int) {
	p.t.Helper()
	return p.sendEventAndWait(wire.Event{URL: url})
}

func (p *page) sendEventAndWait(e wire.Event) (ref int) {
	p.t.Helper()
	ref = p.sendEvent(e)
	p.readUntil(func() bool { return p.Acknowledged() >= ref })
	return ref
}

// readUntil reads messages until ok returns true.
func (p *page) readUntil(ok func() bool) {
	p.t.Helper()
	for !ok() {
		_, err := p.Read()
		require.NoError(p.t, err)
	}
}

// requireClose reads until the server closes the connection. It requires the close code and reason.
func (p *page) requireClose(code wire.CloseCode, reason wire.Reason) {
	p.t.Helper()
	var err error
	for err == nil {
		_, err = p.Read()
	}
	requireCloseError(p.t, err, code, reason)
}

func requireCloseError(t *testing.T, err error, code wire.CloseCode, reason wire.Reason) {
	t.Helper()
	var closed *client.CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, client.CloseError{Code: code, Reason: reason}, *closed)
}

// html returns the canonical HTML of the document.
func (p *page) html() string { return string(p.Document().AppendCanonical(nil)) }

// effects returns the received effects as JSON.
func (p *page) effects() (all []string) {
	for _, e := range p.Effects() {
		all = append(all, string(e))
	}
	return all
}

// outcome returns how an event ended.
func (p *page) outcome(ref int) string {
	if o, ok := p.Outcome(ref); ok {
		return o.Kind
	}
	require.GreaterOrEqual(p.t, p.Acknowledged(), ref, "the event has not been acknowledged")
	return "applied"
}

// A rawConn is a WebSocket on which a test sends arbitrary messages.
type rawConn struct {
	*websocket.Conn
	t *testing.T
}

func (b *browser) dialRaw(path string) *rawConn {
	b.app.t.Helper()
	conn, _, err := b.dial(path)
	require.NoError(b.app.t, err)
	return &rawConn{conn, b.app.t}
}

func (c *rawConn) write(message string) {
	c.t.Helper()
	require.NoError(c.t, c.WriteMessage(websocket.TextMessage, []byte(message)))
}

func (c *rawConn) read() string {
	c.t.Helper()
	_, data, err := c.ReadMessage()
	require.NoError(c.t, err)
	return string(data)
}

// requireClose reads until the server closes the connection. It requires the close code and reason.
func (c *rawConn) requireClose(code wire.CloseCode, reason wire.Reason) {
	c.t.Helper()
	var err error
	for err == nil {
		_, _, err = c.ReadMessage()
	}
	require.Equal(c.t, &websocket.CloseError{Code: int(code), Text: string(reason)}, err)
}

// joinMessage joins the page at /.
const joinMessage = `["join",{"url":"/","caps":[],"client":{"width":1,"height":1}}]`

// resumeMessage returns the message that resumes a session with the given state of the client.
func resumeMessage(session string, version, frame, ref int) string {
	return fmt.Sprintf(`["resume",{"session":%q,"version":%d,"frame":%d,"ref":%d}]`, session, version, frame, ref)
}

// A logBuffer is a log that must not contain the secrets added to it.
type logBuffer struct {
	mu      sync.Mutex
	text    bytes.Buffer
	secrets []string
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

func (l *logBuffer) addSecret(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s != "" {
		l.secrets = append(l.secrets, s)
	}
}

func (l *logBuffer) requireNoSecrets(t *testing.T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.secrets {
		require.NotContains(t, l.text.String(), s, "the log contains a secret")
	}
}

// withUser sets the user cookie of b and returns b.
func (b *browser) withUser(user string) *browser {
	b.setCookie("user", user)
	return b
}

// setCookie sets a cookie of b.
func (b *browser) setCookie(name, value string) {
	site, _ := url.Parse(origin)
	b.jar.SetCookies(site, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// cookie returns the value of a cookie of b, or "" if there is none.
func (b *browser) cookie(name string) string {
	site, _ := url.Parse(origin)
	for _, c := range b.jar.Cookies(site) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func newTestLogger(l *logBuffer) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }
