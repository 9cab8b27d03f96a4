package livetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// origin is where the site is, as its pages see it.
const origin = "http://example.com"

// A network is where a site listens.
type network interface {
	net.Listener
	cut() // closes all connections without a word
}

type dialer func(ctx context.Context, network, addr string) (net.Conn, error)

// A site is a handler that serves, and one browser that visits it.
type site struct {
	network network
	dialer  dialer // nil: a browser dials
	server  *http.Server
	browser *http.Client
	handler atomic.Pointer[http.Handler]
	served  int                 // handlers that were replaced
	anew    func() http.Handler // what Restart serves with; nil: the test says
	follow  bool                // a navigation loads the page that it leads to
	clock   clock
	kept    []kept
}

func newSite(t testing.TB, h http.Handler) *site {
	t.Helper()
	l := newListener()
	return serve(t, h, l, l.dial)
}

func serve(t testing.TB, h http.Handler, n network, d dialer) *site {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatalf("livetest: %v", err)
	}
	s := &site{network: n, dialer: d, clock: newClock()}
	s.handler.Store(&h)
	s.server = &http.Server{
		Handler:  http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*s.handler.Load()).ServeHTTP(w, r) }),
		ErrorLog: slog.NewLogLogger(logTo(t).Handler(), slog.LevelError),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if c, ok := c.(*conn); ok {
				return testhook.With(ctx, c.watch)
			}
			return ctx
		},
	}
	s.browser = &http.Client{Jar: jar, Transport: &http.Transport{DialContext: d, DisableKeepAlives: true}}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.server.Serve(n)
	}()
	t.Cleanup(func() {
		s.exhibit(t)
		s.shutdown(t, *s.handler.Load())
		_ = s.server.Close()
		<-served
	})
	return s
}

// shutdown lets a handler come to its end, if it knows how.
func (s *site) shutdown(t testing.TB, h http.Handler) {
	srv, ok := h.(interface{ Shutdown(context.Context) error })
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.clock.patience())
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		t.Errorf("livetest: shut down: %v", err)
	}
}

// replace serves with another handler. Gently: the old one tells its pages.
func (s *site) replace(t testing.TB, h http.Handler, gently bool) {
	t.Helper()
	old := *s.handler.Swap(&h)
	s.served++
	if !gently {
		s.network.cut()
	}
	s.shutdown(t, old)
}

// logTo writes what the server has to say into the test's own output.
func logTo(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{
		Level: slog.LevelWarn,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}

// request loads a page as a browser does: with cookies, and along redirects. form is what a POST sends. at is where it ended.
func (s *site) request(w *testhook.Hooks, method, to, form string) (body []byte, at string, err error) {
	req, err := http.NewRequestWithContext(testhook.With(context.Background(), w), method, origin+to, strings.NewReader(form))
	if err != nil {
		return nil, "", err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", origin)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Sec-Fetch-Dest", "document")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	res, err := s.browser.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil {
		return nil, "", fmt.Errorf("read the answer: %w", err)
	}
	if at = res.Request.URL.RequestURI(); res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s\n%s", res.Request.Method, at, res.Status, body)
	}
	return body, at, err
}

// dial opens the websocket of the page at a URL.
func (s *site) dial(w *testhook.Hooks, at string) (*websocket.Conn, error) {
	d := websocket.Dialer{NetDialContext: s.dialer, Jar: s.browser.Jar, Subprotocols: []string{wire.Protocol}}
	ws, res, err := d.DialContext(testhook.With(context.Background(), w), "ws"+origin[len("http"):]+at, http.Header{"Origin": {origin}})
	if err != nil {
		if res != nil {
			err = fmt.Errorf("%w: %w", err, &synthetic.Status{Code: res.StatusCode})
		}
		return nil, fmt.Errorf("open a websocket at %s: %w", at, err)
	}
	return ws, nil
}

// resolve is where a link on the page at leads to; false: away from the site.
func resolve(at, to string) (string, bool) {
	base, err := url.Parse(origin + at)
	if err != nil {
		return "", false
	}
	u, err := base.Parse(to)
	if err != nil || u.Scheme+"://"+u.Host != origin {
		return to, false
	}
	u.ForceQuery = false // browsers tell no difference between ? and none
	return u.RequestURI(), true
}

// open loads the page at a URL and joins its session. A page that is not live has no client.
func (s *site) open(w *testhook.Hooks, method, to, form string) (*loadedPage, error) {
	body, at, err := s.request(w, method, to, form)
	if err != nil {
		return nil, err
	}
	page, err := client.ParsePage(at, body)
	if errors.Is(err, client.ErrNotLive) {
		return &loadedPage{clock: s.clock, url: at, body: body}, nil
	}
	c, err := client.New(page)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w\n%s", at, err, page.HTML)
	}
	c.Info = wire.Client{TimeZone: "Europe/Berlin", Language: "en", Width: 1280, Height: 800}
	return &loadedPage{clock: s.clock, url: at, body: body, c: c}, nil
}
