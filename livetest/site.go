package livetest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/memnet"
	"github.com/lively-go/lively/internal/testhook"
)

// origin is the origin of the site in memory.
const origin = "http://example.com"

// A site is the server of an application and the browser that visits it.
type site struct {
	listener     *siteListener
	server       *http.Server
	client       *http.Client // the browser, unless it is a real one
	handler      atomic.Pointer[http.Handler]
	generation   int                 // number of handlers that were replaced
	newHandler   func() http.Handler // for RestartServer and DrainServer; nil if the test passes the handler
	followsLinks bool                // navigation loads the page that it leads to
	clock        clock
	scripts      map[string]script // that were loaded, by the generation of the handler and URL
	saved        []savedPage       // if the test has failed
	pending      atomic.Int64      // number of nested views that are being mounted for a real browser
	rendered     renderedViews     // for a real browser
	statuses     documentStatuses  // for a real browser
	rowsAdded    int               // number of rows that forms have added, from which their keys derive
}

// newMemorySite returns a site with a listener in memory. Its browser has an address reserved for
// documentation.
func newMemorySite(t testing.TB, h http.Handler) *site {
	t.Helper()
	l := memnet.Listen()
	s := newSite(t, h, l)
	s.client = client.NewBrowser(l.From("192.0.2.1:1234"))
	s.client.Jar = secureJar{s.client.Jar}
	return s
}

// newSite serves h until the test ends.
func newSite(t testing.TB, h http.Handler, l net.Listener) *site {
	t.Helper()
	s := &site{listener: &siteListener{Listener: l, open: map[net.Conn]bool{}}, clock: newClock()}
	s.handler.Store(&h)
	s.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if s.client == nil {
				w = s.statuses.observe(w, r)
			}
			(*s.handler.Load()).ServeHTTP(w, r)
		}),
		ErrorLog: slog.NewLogLogger(testLogger(t).Handler(), slog.LevelError),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if c, ok := c.(*trackedConn).Conn.(*memnet.Conn); ok {
				return testhook.NewContext(ctx, testhook.FromContext(c.Context))
			}
			return testhook.NewContext(ctx, &testhook.Hooks{
				OnPending:  func(change int) { s.pending.Add(int64(change)) },
				OnHandlers: s.rendered.add,
			})
		},
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.server.Serve(s.listener)
	}()
	t.Cleanup(func() {
		s.serveFailure(t)
		s.shutdown(t, *s.handler.Load())
		_ = s.server.Close()
		<-served
	})
	return s
}

// shutdown calls the Shutdown method of a handler that has one, and fails the test if that does not
// succeed in time.
func (s *site) shutdown(t testing.TB, h http.Handler) {
	srv, ok := h.(interface{ Shutdown(context.Context) error })
	if !ok {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer s.clock.afterFunc(s.clock.timeout(), cancel)()
	switch err := srv.Shutdown(ctx); {
	case err != nil && ctx.Err() != nil:
		t.Errorf("livetest: Shutdown of the handler did not return within %v: %v", s.clock.timeout(), err)
	case err != nil:
		t.Errorf("livetest: Shutdown of the handler: %v", err)
	}
}

// replace makes h the handler of the site and shuts down the old one. Unless it is graceful, all
// connections are dropped first.
func (s *site) replace(t testing.TB, h http.Handler, graceful bool) {
	t.Helper()
	old := *s.handler.Swap(&h)
	s.generation++
	if !graceful {
		s.listener.closeConns()
	}
	s.shutdown(t, old)
}

// testLogger returns a logger that writes warnings and errors to the output of the test.
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
