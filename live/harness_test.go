package live_test

import (
	"bytes"
	"context"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// origin is the site of every test: plain http on a name that is not localhost.
const origin = "http://lively.test"

// An app is a live.Server behind an http.Server, on a network in memory. Its log is searched for secrets when the test ends.
type app struct {
	t    *testing.T
	live *live.Server
	http *http.Server
	net  *network
	log  *logbook
}

// serve runs srv until the test ends. outer is the outermost handler, nil for srv itself. It must be called in a bubble.
func serve(t *testing.T, srv *live.Server, outer http.Handler) *app {
	t.Helper()
	a := newApp(t, srv)
	if a.http.Handler = outer; outer == nil {
		a.http.Handler = srv
	}
	a.run()
	return a
}

// newApp returns an app that does not run yet, with a nil http.Server.Handler.
func newApp(t *testing.T, srv *live.Server) *app {
	a := &app{t: t, live: srv, net: newNetwork(), log: &logbook{}}
	srv.Log = slog.New(slog.NewTextHandler(a.log, nil))
	a.http = &http.Server{ErrorLog: log.New(a.log, "http: ", 0)}
	return a
}

func (a *app) run() {
	go func() { _ = a.http.Serve(a.net) }()
	a.t.Cleanup(func() {
		now, cancel := context.WithCancel(context.Background())
		cancel()
		_ = a.live.Shutdown(now)
		_ = a.http.Close()
		synctest.Wait()
		a.log.requireNoSecrets(a.t)
	})
}

// pages is a router with one live page at /.
func pages(factory func(*http.Request) live.View) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(factory))
	return mux
}

// one is a factory that always gives v.
func one(v live.View) func(*http.Request) live.View {
	return func(*http.Request) live.View { return v }
}

// A browser has cookies, an address and headers of its own.
type browser struct {
	app    *app
	jar    http.CookieJar // nil: cookies are blocked
	addr   string         // of the machine it runs on
	header http.Header    // of every request
	dials  []func(net.Conn) net.Conn

	compress bool // offers to compress websockets
}

func (a *app) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(a.t, err)
	return &browser{app: a, jar: jar, addr: "192.0.2.1:1234", header: http.Header{}}
}

// through lets the next websockets of b run over what wrap makes of their connections, one each.
func (b *browser) through(wrap ...func(net.Conn) net.Conn) { b.dials = append(b.dials, wrap...) }

func (b *browser) do(method, path string) (*http.Response, string) {
	b.app.t.Helper()
	r, err := http.NewRequest(method, origin+path, nil)
	require.NoError(b.app.t, err)
	for name, values := range b.header {
		r.Header[name] = values
	}
	c := http.Client{
		Jar: b.jar,
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
			return b.app.net.dial(b.addr)
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := c.Do(r)
	require.NoError(b.app.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.app.t, err)
	for _, cookie := range resp.Cookies() {
		b.app.log.secret(cookie.Value)
	}
	return resp, string(body)
}

func (b *browser) get(path string) (*http.Response, string) {
	b.app.t.Helper()
	return b.do(http.MethodGet, path)
}

// dial opens a websocket as a browser does.
func (b *browser) dial(path string) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{
		Jar: b.jar, Subprotocols: []string{wire.Protocol}, EnableCompression: b.compress,
		NetDialContext: func(context.Context, string, string) (net.Conn, error) {
			c, err := b.app.net.dial(b.addr)
			if err == nil && len(b.dials) > 0 {
				c, b.dials = b.dials[0](c), b.dials[1:]
			}
			return c, err
		},
	}
	h := b.header.Clone()
	if h.Get("Origin") == "" {
		h.Set("Origin", origin)
	}
	conn, resp, err := d.Dial(strings.Replace(origin, "http", "ws", 1)+path, h)
	if err == nil {
		_ = conn.SetReadDeadline(time.Now().Add(waitNoLonger))
		b.app.t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, resp, err
}

// waitNoLonger ends a test, in the bubble's time, to which nothing comes but pings.
const waitNoLonger = time.Hour

// A tab is one document. Nothing is read in the background.
type tab struct {
	*client.Client
	page client.Page
	b    *browser
	t    *testing.T
}

// load gets the page at path. It is not joined.
func (b *browser) load(path string) *tab {
	b.app.t.Helper()
	resp, body := b.get(path)
	require.Equal(b.app.t, http.StatusOK, resp.StatusCode, body)
	p, err := client.ParsePage(path, []byte(body))
	require.NoError(b.app.t, err, body)
	return b.tab(p)
}

// tab shows a page, wherever it came from.
func (b *browser) tab(p client.Page) *tab {
	b.app.t.Helper()
	b.app.log.secret(p.Token)
	c, err := client.New(p)
	require.NoError(b.app.t, err)
	return &tab{Client: c, page: p, b: b, t: b.app.t}
}

// open gets the page at path and joins.
func (b *browser) open(path string) *tab {
	b.app.t.Helper()
	p := b.load(path)
	require.NoError(b.app.t, p.join())
	return p
}

func (p *tab) join() error {
	p.t.Helper()
	conn, _, err := p.b.dial(p.page.URL)
	require.NoError(p.t, err)
	defer p.remember()
	return p.Join(conn)
}

func (p *tab) resume() error {
	p.t.Helper()
	conn, _, err := p.b.dial(p.URL())
	require.NoError(p.t, err)
	defer p.remember()
	return p.Resume(conn)
}

func (p *tab) remember() { p.b.app.log.secret(p.Session()) }

// send sends an event of the page.
func (p *tab) send(url string) (ref int) {
	p.t.Helper()
	ref, err := p.Send(wire.Event{URL: url})
	require.NoError(p.t, err)
	return ref
}

// do sends an event and waits for its answer.
func (p *tab) do(url string) (ref int) {
	p.t.Helper()
	ref = p.send(url)
	p.until(func() bool { return p.Acknowledged() >= ref })
	return ref
}

// until reads until ok.
func (p *tab) until(ok func() bool) {
	p.t.Helper()
	for !ok() {
		_, err := p.Read()
		require.NoError(p.t, err)
	}
}

// closed reads until the server closes the connection and requires code and reason.
func (p *tab) closed(code wire.CloseCode, reason string) {
	p.t.Helper()
	var err error
	for err == nil {
		_, err = p.Read()
	}
	requireClosed(p.t, err, code, reason)
}

func requireClosed(t *testing.T, err error, code wire.CloseCode, reason string) {
	t.Helper()
	var closed *client.CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, client.CloseError{Code: code, Reason: reason}, *closed)
}

// html is what the page shows.
func (p *tab) html() string { return string(p.Document().AppendCanonical(nil)) }

// effects are those that came, as JSON.
func (p *tab) effects() (all []string) {
	for _, e := range p.Effects() {
		all = append(all, string(e))
	}
	return all
}

// outcome is how an event ended.
func (p *tab) outcome(ref int) string {
	if o, ok := p.Outcome(ref); ok {
		return o.Kind
	}
	require.GreaterOrEqual(p.t, p.Acknowledged(), ref, "the event has not been answered")
	return "applied"
}

// A talk is a websocket on which a test says what it likes.
type talk struct {
	*websocket.Conn
	t *testing.T
}

func (b *browser) talk(path string) *talk {
	b.app.t.Helper()
	conn, _, err := b.dial(path)
	require.NoError(b.app.t, err)
	return &talk{conn, b.app.t}
}

func (k *talk) say(message string) {
	k.t.Helper()
	require.NoError(k.t, k.WriteMessage(websocket.TextMessage, []byte(message)))
}

func (k *talk) hear() string {
	k.t.Helper()
	_, data, err := k.ReadMessage()
	require.NoError(k.t, err)
	return string(data)
}

// closed reads until the server closes the connection and requires code and reason.
func (k *talk) closed(code wire.CloseCode, reason string) {
	k.t.Helper()
	var err error
	for err == nil {
		_, _, err = k.ReadMessage()
	}
	require.Equal(k.t, &websocket.CloseError{Code: int(code), Text: reason}, err)
}

// A logbook is a log that must not hold secrets.
type logbook struct {
	mu      sync.Mutex
	text    bytes.Buffer
	secrets []string
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logbook) secret(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s != "" {
		l.secrets = append(l.secrets, s)
	}
}

func (l *logbook) requireNoSecrets(t *testing.T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.secrets {
		require.NotContains(t, l.text.String(), s, "the log holds a secret")
	}
}

// as gives b the cookie of a user.
func (b *browser) as(user string) *browser {
	at, _ := url.Parse(origin)
	b.jar.SetCookies(at, []*http.Cookie{{Name: "user", Value: user}})
	return b
}

// cookie is the value of a cookie that b has.
func (b *browser) cookie(name string) string {
	at, _ := url.Parse(origin)
	for _, c := range b.jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}
