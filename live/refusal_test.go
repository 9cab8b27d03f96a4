package live_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A failingApp is an application whose functions fail when a test asks for it.
type failingApp struct {
	*app
	f    *viewFactory
	fail sync.Map // of func() by name of a function of the application
}

// call calls the function that a test has stored under name.
func (a *failingApp) call(name string) {
	if fn, ok := a.fail.Load(name); ok {
		fn.(func())()
	}
}

// A failingHijacker is a middleware's http.ResponseWriter.
type failingHijacker struct {
	http.ResponseWriter
	a *failingApp
}

func (w failingHijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.a.call("Hijack")
	conn, rw, err := w.ResponseWriter.(http.Hijacker).Hijack()
	if err == nil {
		conn = &failingConn{Conn: conn, a: w.a}
		rw = bufio.NewReadWriter(bufio.NewReaderSize(conn, 4096), rw.Writer)
	}
	return conn, rw, err
}

// A failingConn is a connection from which reading fails.
type failingConn struct {
	net.Conn
	a     *failingApp
	reads atomic.Int64
}

func (c *failingConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.reads.Add(1) == 1 {
		c.a.call("first Read")
	} else {
		c.a.call("Read")
	}
	return n, err
}

// newFailingApp returns an application whose page is behind middleware outside and inside of srv.
func newFailingApp(t *testing.T, srv *live.Server) *failingApp {
	a := &failingApp{f: &viewFactory{}}
	a.f.newView = func(*http.Request) *view {
		a.call("factory")
		v := &view{html: func() string { a.call("Render"); return "<p></p>" }}
		v.mount = func(*live.Socket) error { a.call("Mount"); v.n.inc(); return nil }
		return v
	}
	page := live.Page(func(r *http.Request) live.View { return &namedView{a.f.create(r).(*view)} })
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.call("before the page")
		page.ServeHTTP(w, r)
		a.call("after the page")
	})
	srv.Identity = func(*http.Request) string { a.call("Identity"); return "ann" }
	srv.ClientKey = func(r *http.Request) string { a.call("ClientKey"); return "client" }
	srv.Layout = func(d live.Document) templ.Component {
		a.call("Layout")
		return templ.Join(markup("<title>"), markup(d.Title), markup("</title>"), d.Head, d.Root)
	}
	a.app = newApp(t, srv)
	a.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.call("outside")
		if r.Header.Get("Upgrade") != "" {
			w = failingHijacker{w, a}
		}
		srv.ServeHTTP(w, r)
	})
	a.http.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		if _, ok := conn.(*failingConn); ok { // for a synthetic GET
			a.call("ConnContext")
		}
		return ctx
	}
	a.run()
	return a
}

type namedView struct{ *view }

func (v namedView) Title() string { return "title" }

// tryHandshake opens a WebSocket, sends a message and closes it when the server has responded. It may
// fail at any point.
func (b *browser) tryHandshake(message string) {
	conn, _, err := b.dial("/")
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(2 * time.Minute))
	if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
		return
	}
	for _, data, err := conn.ReadMessage(); err == nil; _, data, err = conn.ReadMessage() {
		if strings.Contains(string(data), "session") {
			return // it was accepted
		}
	}
}

// Whatever fails while a page joins or resumes, the server keeps neither a place, nor a connection, nor
// a view, and pages can join again.
func TestHandshake_FailureKeepsNothing(t *testing.T) {
	var bus pubsub.Local
	failures := map[string]func(*failingApp){
		"panic":           func(*failingApp) { panic("test panic") },
		"ErrAbortHandler": func(*failingApp) { panic(http.ErrAbortHandler) },
		"Goexit":          func(*failingApp) { runtime.Goexit() },
		"Disconnect":      func(a *failingApp) { _ = live.Disconnect(context.Background(), &bus, "ann") },
		"Shutdown": func(a *failingApp) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_ = a.live.Shutdown(ctx)
		},
		"slow": nil,
	}
	for _, at := range []string{
		"outside", "ClientKey", "Hijack", "first Read", "Read", "ConnContext", "before the page", "Identity", "factory", "Mount",
		"Render", "Layout", "after the page",
	} {
		for kind, failure := range failures {
			t.Run(kind+" in "+at, func(t *testing.T) {
				if kind == "Goexit" && at == "Read" {
					return
				}
				synctest.Test(t, func(t *testing.T) {
					a := newFailingApp(t, &live.Server{Bus: &bus})
					b := a.browser()
					b.load("/") // the first request subscribes
					time.Sleep(time.Minute)
					synctest.Wait()
					before := bubbleGoroutines()

					adoptable, resumable, detached := b.load("/"), b.open("/"), b.open("/")
					require.NoError(t, detached.Abort())
					synctest.Wait()
					a.fail.Store(at, func() {
						if failure == nil {
							time.Sleep(time.Minute)
							return
						}
						failure(a)
					})
					join := string(wire.Join{URL: "/", Token: adoptable.initial.Token}.Append(nil))
					for _, message := range []string{
						join, joinMessage, resumeMessage(resumable.Session(), 1, 0, 1), resumeMessage(detached.Session(), 1, 0, 1), "x",
					} {
						b.tryHandshake(message)
					}
					a.fail.Clear()
					_ = resumable.Abort()
					time.Sleep(5 * time.Minute)
					synctest.Wait()
					require.Zero(t, live.OpenCount(a.live))
					require.LessOrEqual(t, bubbleGoroutines(), before)
					for _, v := range a.f.views {
						require.Equal(t, v.n.get(), v.unmounts.get(), "mounts and unmounts")
					}
					if kind != "Shutdown" {
						require.NoError(t, b.open("/").Write(wire.Bye))
					}
				})
			})
		}
	}
}

// A thousand upgrades that are broken off at each stage leave no goroutine, place or connection behind.
func TestHandshake_Aborted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		mux := http.NewServeMux()
		mux.Handle("/", live.Page(f.create))
		mux.HandleFunc("/poll", poll)
		mux.HandleFunc("/stream", streamEvents)
		a := serve(t, &live.Server{Handler: mux, MaxSessionsPerClient: 2000, JoinTimeout: time.Hour}, nil)
		synctest.Wait()
		before := bubbleGoroutines()
		messages := []string{"", "x", joinMessage, `["h"]`, `["bye"]`, resumeMessage("unknown", 1, 0, 1), joinMessage}
		paths := []string{"/", "/poll", "/stream"}
		var conns []*rawConn
		for i := range 1000 {
			c := a.browser().dialRaw(paths[i%len(paths)])
			if m := messages[i%len(messages)]; m != "" {
				c.write(m)
			}
			if conns = append(conns, c); i%2 == 0 {
				_ = c.Close() // at once
			}
		}
		synctest.Wait()
		for _, c := range conns {
			_ = c.Close()
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		require.Zero(t, live.OpenCount(a.live))
		require.LessOrEqual(t, bubbleGoroutines(), before)
	})
}

// A handler that ignores its context does not make the server keep what it needs for joins: after
// JoinTimeout, the join cannot succeed.
func TestHandshake_HandlerNeverReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		hold := make(chan struct{})
		page := (&viewFactory{}).handler()
		a := serve(t, &live.Server{Bus: &bus, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/hold" {
				<-hold
			}
			page.ServeHTTP(w, r)
		})}, nil)
		a.browser().open("/")
		c := a.browser().dialRaw("/hold")
		c.write(joinMessage)
		c.requireClose(wire.Reconnect, wire.Timeout)
		for range 10 {
			require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
			time.Sleep(2 * time.Minute)
		}
		require.LessOrEqual(t, live.RecentDisconnects(a.live), 1)
		close(hold)
	})
}
