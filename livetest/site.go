package livetest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"sync/atomic"
	"testing"

	"github.com/lively-go/lively/internal/testhook"
)

// origin is where the site is, as its pages see it.
const origin = "http://example.com"

// A network is where a site listens.
type siteListener interface {
	net.Listener
	closeConns() // closes all connections without a word
}

type dialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// A site is a handler that serves, and one browser that visits it.
type site struct {
	listener     siteListener
	dial         dialFunc // nil: a browser dials
	server       *http.Server
	client       *http.Client
	handler      atomic.Pointer[http.Handler]
	generation   int                 // handlers that were replaced
	newHandler   func() http.Handler // what Restart serves with; nil: the test says
	followsLinks bool                // a navigation loads the page that it leads to
	clock        clock
	saved        []savedPage
}

func newMemorySite(t testing.TB, h http.Handler) *site {
	t.Helper()
	l := newMemoryListener()
	return newSite(t, h, l, l.dial)
}

func newSite(t testing.TB, h http.Handler, l siteListener, d dialFunc) *site {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatalf("livetest: %v", err)
	}
	s := &site{listener: l, dial: d, clock: newClock()}
	s.handler.Store(&h)
	s.server = &http.Server{
		Handler:  http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*s.handler.Load()).ServeHTTP(w, r) }),
		ErrorLog: slog.NewLogLogger(testLogger(t).Handler(), slog.LevelError),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if c, ok := c.(*memoryConn); ok {
				return testhook.With(ctx, c.hooks)
			}
			return ctx
		},
	}
	s.client = &http.Client{Jar: jar, Transport: &http.Transport{DialContext: d, DisableKeepAlives: true}}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.server.Serve(l)
	}()
	t.Cleanup(func() {
		s.serveFailure(t)
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
	ctx, cancel := context.WithTimeout(context.Background(), s.clock.timeout())
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		t.Errorf("livetest: shut down: %v", err)
	}
}

// replace serves with another handler. Gently: the old one tells its pages.
func (s *site) replace(t testing.TB, h http.Handler, graceful bool) {
	t.Helper()
	old := *s.handler.Swap(&h)
	s.generation++
	if !graceful {
		s.listener.closeConns()
	}
	s.shutdown(t, old)
}

// logTo writes what the server has to say into the test's own output.
func testLogger(t testing.TB) *slog.Logger {
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
