package live_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// handlers counts running handlers.
type handlers struct{ running, most, all atomic.Int64 }

func (hs *handlers) count(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n := hs.running.Add(1)
		defer hs.running.Add(-1)
		hs.all.Add(1)
		for most := hs.most.Load(); n > most && !hs.most.CompareAndSwap(most, n); most = hs.most.Load() {
		}
		next(w, r)
	}
}

// streamEvents is a handler of server-sent events, which ends when its client has disconnected.
func streamEvents(w http.ResponseWriter, r *http.Request) {
	for {
		if _, err := io.WriteString(w, "data: x\n\n"); err != nil {
			return
		}
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(time.Second):
		}
	}
}

// poll is a handler that waits for its client to disconnect, and writes nothing.
func poll(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// serveHandler serves h at /, and a page at /page.
func serveHandler(t *testing.T, srv *live.Server, h http.HandlerFunc) (*app, *handlers) {
	hs := &handlers{}
	mux := http.NewServeMux()
	mux.Handle("GET /page", live.Page(func(*http.Request) live.View { return &view{} }))
	mux.Handle("/{$}", hs.count(h))
	srv.Handler = mux
	return serve(t, srv, nil), hs
}

// An upgrade may name any URL. The handler that its synthetic GET reaches ends with the connection,
// however that ends.
func TestSyntheticGet_EndsWithConnection(t *testing.T) {
	for name, end := range map[string]func(*rawConn){
		"closed":                func(c *rawConn) { _ = c.Close() },
		"bye":                   func(c *rawConn) { c.write(`["bye"]`) },
		"sleep":                 func(c *rawConn) { c.write(`["sleep"]`) },
		"closed after messages": func(c *rawConn) { c.write(`["h"]`); c.write(`["h"]`); _ = c.Close() },
	} {
		for kind, h := range map[string]http.HandlerFunc{"stream": streamEvents, "long poll": poll} {
			t.Run(name+" "+kind, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a, hs := serveHandler(t, &live.Server{}, h)
					var conns []*rawConn
					for range 50 {
						conns = append(conns, a.browser().dialRaw("/"))
						conns[len(conns)-1].write(joinMessage)
					}
					synctest.Wait()
					require.EqualValues(t, 50, hs.running.Load())
					for _, c := range conns {
						end(c)
						go func() { // net.Pipe has no buffers
							for err := error(nil); err == nil; _, _, err = c.ReadMessage() {
							}
						}()
					}
					synctest.Wait()
					require.Zero(t, hs.running.Load())
					require.NotContains(t, a.log.String(), "WARN", "a browser that leaves is not worth a line")
					require.Zero(t, live.OpenCount(a.live))
				})
			})
		}
	}
}

// A client that keeps the connection open does not keep the handler running.
func TestSyntheticGet_EndsAfterJoinTimeout(t *testing.T) {
	for timeout, want := range map[time.Duration]time.Duration{0: 30 * time.Second, 7 * time.Second: 7 * time.Second} {
		t.Run(want.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, hs := serveHandler(t, &live.Server{JoinTimeout: timeout}, poll)
				for range 10 {
					conn := a.browser().dialRaw("/")
					start := time.Now()
					conn.write(joinMessage)
					conn.requireClose(wire.Timeout.Code(), wire.Timeout)
					require.Equal(t, want, time.Since(start))
					synctest.Wait()
					require.Zero(t, hs.running.Load())
				}
				require.Contains(t, a.log.String(), "JoinTimeout")
			})
		})
	}
}

func TestSyntheticGet_EndsWithShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, hs := serveHandler(t, &live.Server{}, streamEvents)
		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		synctest.Wait()
		require.NoError(t, a.live.Shutdown(t.Context()))
		conn.requireClose(wire.Drain.Code(), wire.Drain)
		synctest.Wait()
		require.Zero(t, hs.running.Load())
	})
}

// A stream that has begun is not a page.
func TestSyntheticGet_StopsStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, hs := serveHandler(t, &live.Server{}, streamEvents)
		conn := a.browser().dialRaw("/")
		start := time.Now()
		conn.write(joinMessage)
		conn.requireClose(wire.NotLive.Code(), wire.NotLive)
		require.Equal(t, 5*time.Second, time.Since(start))
		require.Zero(t, hs.running.Load())
	})
}

// A download is not produced for a browser that does not receive it.
func TestSyntheticGet_StopsDownload(t *testing.T) {
	for name, write := range map[string]func(w http.ResponseWriter, written *int64) error{
		"io.Copy": func(w http.ResponseWriter, written *int64) (err error) {
			*written, err = io.Copy(w, io.LimitReader(zeros{}, 10<<30))
			return err
		},
		"Write": func(w http.ResponseWriter, written *int64) error {
			for ; *written < 10<<30; *written += 1 << 10 {
				if _, err := w.Write(make([]byte, 1<<10)); err != nil {
					return err
				}
			}
			return nil
		},
		"WriteString": func(w http.ResponseWriter, written *int64) error {
			for ; *written < 10<<30; *written += 1 << 10 {
				if _, err := io.WriteString(w, strings.Repeat("x", 1<<10)); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var written int64
				var writeErr, ctxErr error
				a, _ := serveHandler(t, &live.Server{}, func(w http.ResponseWriter, r *http.Request) {
					writeErr = write(w, &written)
					ctxErr = r.Context().Err()
				})
				conn := a.browser().dialRaw("/")
				conn.write(joinMessage)
				conn.requireClose(wire.NotLive.Code(), wire.NotLive)
				require.Error(t, writeErr)
				require.Error(t, ctxErr)
				require.LessOrEqual(t, written, int64(1<<20))
				require.Contains(t, a.log.String(), "did not reach a live.Page")
			})
		})
	}
}

// zeros is an endless reader.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// Middleware may write before and after the handler of the page, as it does in the response to the
// GET that loads the page.
func TestSyntheticGet_MiddlewareMayWrite(t *testing.T) {
	write := func(before, after int) func(http.Handler) http.Handler {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.WriteString(w, "<!--"+strings.Repeat("x", before)+"-->")
				require.NoError(t, err)
				next.ServeHTTP(w, r)
				_, err = io.WriteString(w, "<!--"+strings.Repeat("x", after)+"-->")
				require.NoError(t, err)
			})
		}
	}
	testMiddleware(t, write(10_000, 1_000_000), func(t *testing.T, f *viewFactory, a *app) {
		if strings.HasSuffix(t.Name(), "outside") {
			return // it would write to the WebSocket
		}
		p := a.browser().open("/")
		p.sendAndWait("live_test.action?name=add")
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		p.sendAndWait("live_test.action?name=nothing")
	})
}

// A handler that ignores its context counts for its client until it returns. Other clients are not
// affected.
func TestSyntheticGet_StuckHandlersCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		a, hs := serveHandler(t, &live.Server{}, func(http.ResponseWriter, *http.Request) { <-hold })
		for range 200 {
			conn := a.browser().dialRaw("/")
			conn.write(joinMessage)
			require.NoError(t, conn.Close())
		}
		synctest.Wait()
		require.EqualValues(t, 64, hs.running.Load())
		require.EqualValues(t, 64, hs.all.Load(), "those that waited have left")

		other := a.browser()
		other.addr = "198.51.100.7:99"
		other.open("/page")
		conn := a.browser().dialRaw("/page")
		conn.write(joinMessage)
		conn.requireClose(wire.Timeout.Code(), wire.Timeout)
		close(hold)
		synctest.Wait()
		a.browser().open("/page")
	})
}

// After a restart, an office reconnects with a thousand tabs, and the login middleware takes a second.
// All of them join, in order, without being refused.
func TestSyntheticGet_ManyTabsOfOneClient(t *testing.T) {
	const tabs = 1000
	synctest.Test(t, func(t *testing.T) {
		hs := &handlers{}
		page := live.Page(func(*http.Request) live.View { return &view{} })
		a := serve(t, &live.Server{Handler: hs.count(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			page.ServeHTTP(w, r)
		})}, nil)
		start := time.Now()
		var joined sync.WaitGroup
		for range tabs {
			conn := a.browser().dialRaw("/")
			joined.Go(func() {
				conn.write(joinMessage)
				require.Contains(t, conn.read(), "joined")
			})
		}
		joined.Wait()
		require.LessOrEqual(t, time.Since(start), 20*time.Second)
		require.EqualValues(t, 64, hs.most.Load())
		require.EqualValues(t, tabs, hs.all.Load())
	})
}

// Until the reply to the join, a client may send only heartbeats, which are answered, bye and sleep.
func TestJoin_MessagesBeforeReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, hs := serveHandler(t, &live.Server{}, poll)
		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		for range 3 {
			conn.write(`["h"]`)
			require.Equal(t, `["h"]`, conn.read())
		}
		synctest.Wait()
		require.EqualValues(t, 1, hs.running.Load())
		conn.write(`["e",0,0,"live_test.action"]`)
		conn.requireClose(wire.Malformed.Code(), wire.Malformed)
		synctest.Wait()
		require.Zero(t, hs.running.Load())
	})
}

// Heartbeats before the reply do not fill the memory.
func TestJoin_HeartbeatFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, hs := serveHandler(t, &live.Server{}, poll)
		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		sent := 0
		for err := error(nil); err == nil && sent < 100_000; sent++ {
			err = conn.WriteMessage(websocket.TextMessage, []byte(`["h"]`))
			synctest.Wait()
			if hs.running.Load() == 0 {
				break
			}
		}
		require.Equal(t, 100, sent)
	})
}

// A handler of a synthetic GET that calls runtime.Goexit, or panics after its context has ended, leaves
// nothing behind.
func TestSyntheticGet_FailingHandlers(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"Goexit":             func(http.ResponseWriter, *http.Request) { runtime.Goexit() },
		"panic":              func(http.ResponseWriter, *http.Request) { panic("bang") },
		"abort":              func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"panic after cancel": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done(); panic("bang") },
		"hijack": func(w http.ResponseWriter, _ *http.Request) {
			_, _, err := http.NewResponseController(w).Hijack()
			panic(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, _ := serveHandler(t, &live.Server{}, h)
				conn := a.browser().dialRaw("/")
				conn.write(joinMessage)
				for err := error(nil); err == nil; _, _, err = conn.ReadMessage() {
				}
				_ = conn.Close()
				time.Sleep(time.Minute)
				require.Zero(t, live.OpenCount(a.live))
			})
		})
	}
}

// A handler that calls runtime.Goexit after it has reached the page leaves no view mounted: neither one
// that is adopted, nor one that is mounted by the join.
func TestSyntheticGet_GoexitAfterPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		h := f.handler()
		a := serve(t, &live.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(w, r)
			if r.Header.Get("Goexit") != "" {
				runtime.Goexit()
			}
		})}, nil)
		for range 2 { // the second join has no token
			p := a.browser().load("/")
			p.b.header.Set("Goexit", "yes")
			require.Error(t, p.join())
			require.Error(t, p.join())
		}
		synctest.Wait()
		for _, v := range f.views {
			require.Equal(t, 1, v.unmounts.get())
		}
		require.Zero(t, live.OpenCount(a.live))
	})
}

// A view whose Mount blocks is unmounted when Mount returns after its browser has left.
func TestJoin_BrowserLeavesDuringMount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		v := &view{mount: func(*live.Socket) error { <-hold; return nil }}
		a := serve(t, &live.Server{Handler: live.Page(factoryOf(v))}, nil)
		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		synctest.Wait()
		require.NoError(t, conn.Close())
		synctest.Wait()
		require.Zero(t, v.unmounts.get())
		close(hold)
		synctest.Wait()
		require.Equal(t, 1, v.unmounts.get())
		require.Zero(t, live.OpenCount(a.live))
	})
}

// A browser that disconnects while a resume waits for middleware does not end the session.
func TestResume_BrowserLeavesDuringSyntheticGet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := false
		f := &viewFactory{}
		h := f.handler()
		a := serve(t, &live.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if slow {
				<-r.Context().Done()
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			h.ServeHTTP(w, r)
		})}, nil)
		p := a.browser().open("/")
		p.sendAndWait("live_test.action?name=add")
		require.NoError(t, p.Abort())
		slow = true
		conn := p.b.dialRaw("/")
		conn.write(resumeMessage(p.Session(), 2, 1, 2))
		synctest.Wait()
		require.NoError(t, conn.Close())
		synctest.Wait()
		slow = false
		require.NoError(t, p.resume())
		p.sendAndWait("live_test.action?name=add")
		require.Len(t, f.views, 1)
		require.Equal(t, 2, f.views[0].n.get())
	})
}

// Warnings about connections that were refused are limited for each client.
func TestWarnings_AreSampled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := serveHandler(t, &live.Server{MaxSessionsPerClient: 1}, poll)
		refused := func(addr string) {
			b := a.browser()
			b.addr = addr
			_, resp, err := b.dial("/")
			require.ErrorIs(t, err, websocket.ErrBadHandshake)
			require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
			require.Equal(t, "5", resp.Header.Get("Retry-After"))
		}
		for i := range 2 {
			b := a.browser()
			b.addr = fmt.Sprintf("192.0.2.%d:1", i)
			b.dialRaw("/").write(joinMessage)
		}
		for i := range 200 {
			refused(fmt.Sprintf("192.0.2.%d:1", i%2))
		}
		lines := strings.Count(a.log.String(), "WebSocket refused")
		require.GreaterOrEqual(t, lines, 2, "one for each client")
		require.LessOrEqual(t, lines, 10)
	})
}
