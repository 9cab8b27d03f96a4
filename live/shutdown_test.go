package live_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// openPages opens n pages of f and returns them.
func (f *viewFactory) openPages(t *testing.T, srv *live.Server, n int) (*app, []*page) {
	srv.Handler = f.handler()
	a := serve(t, srv, nil)
	var pages []*page
	for range n {
		p := a.browser().open("/")
		p.sendAndWait("live_test.action?name=add")
		pages = append(pages, p)
	}
	return a, pages
}

// runAsync calls fn in a goroutine and returns a channel for its result.
func runAsync(fn func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- fn() }()
	return done
}

func TestShutdown_DrainsGradually(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a, pages := f.openPages(t, &live.Server{}, 3)
		a.browser().load("/") // unadopted
		detached := a.browser().open("/")
		require.NoError(t, detached.Abort())
		synctest.Wait()
		done := runAsync(func() error { return a.live.Shutdown(context.Background()) })
		synctest.Wait()
		require.Equal(t, 1, f.views[3].unmounts.get(), "unadopted pages end at once")
		require.Equal(t, 1, f.views[4].unmounts.get(), "detached sessions end at once")

		delays := map[int]bool{}
		for _, p := range pages {
			msg, err := p.Read()
			require.NoError(t, err)
			after := msg.(wire.DrainMessage).After
			require.Contains(t, []int{750, 1500, 2250, 3000}, after, "one of four, counting the detached session")
			delays[after] = true
		}
		require.Len(t, delays, 3, "each client has a different delay")

		_, resp, err := a.browser().dial("/")
		require.ErrorIs(t, err, websocket.ErrBadHandshake)
		require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
		require.Equal(t, "5", resp.Header.Get("Retry-After"))

		require.NoError(t, pages[0].Write(wire.Event{URL: "live_test.action?name=add"}))
		synctest.Wait()
		require.Equal(t, 2, f.views[0].n.get(), "an event that was on its way is handled")
		for _, p := range pages {
			require.Empty(t, done)
			require.NoError(t, p.Abort())
			synctest.Wait()
		}
		require.NoError(t, <-done)
		for _, v := range f.views {
			require.Equal(t, 1, v.unmounts.get())
		}
		require.NoError(t, a.live.Shutdown(context.Background()), "a second call has nothing to do")
	})
}

// Connections of clients that do not disconnect are closed.
func TestShutdown_ClosesRemainingConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a, pages := f.openPages(t, &live.Server{}, 1)
		start := time.Now()
		done := runAsync(func() error { return a.live.Shutdown(context.Background()) })
		pages[0].requireClose(wire.Reconnect, wire.Drain)
		require.NoError(t, <-done)
		require.Equal(t, 5*time.Second, time.Since(start))
		require.Equal(t, 1, f.views[0].unmounts.get())
	})
}

// Unmount follows the running handler. Shutdown waits for it until ctx ends.
func TestShutdown_WaitsForHandlers(t *testing.T) {
	for name, c := range map[string]struct {
		timeout time.Duration
		err     error
	}{"sufficient timeout": {time.Minute, nil}, "short timeout": {4 * time.Second, context.DeadlineExceeded}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{newView: func(*http.Request) *view {
					return &view{actions: map[string]func(*live.Socket) error{"sleep": func(*live.Socket) error {
						time.Sleep(20 * time.Second)
						return nil
					}}}
				}}
				a, pages := f.openPages(t, &live.Server{}, 2)
				pages[0].send("live_test.action?name=sleep")
				synctest.Wait()
				ctx, cancel := context.WithTimeout(context.Background(), c.timeout)
				defer cancel()
				start := time.Now()
				done := runAsync(func() error { return a.live.Shutdown(ctx) })
				pages[0].requireClose(wire.Reconnect, wire.Drain)
				pages[1].requireClose(wire.Reconnect, wire.Drain)
				require.ErrorIs(t, <-done, c.err)
				require.Equal(t, min(c.timeout, 20*time.Second), time.Since(start))
				if c.err != nil {
					require.Zero(t, f.views[0].unmounts.get(), "its handler is still running")
					time.Sleep(20 * time.Second)
				}
				synctest.Wait()
				require.Equal(t, 1, f.views[0].unmounts.get())
				require.Equal(t, 1, f.views[1].unmounts.get())
			})
		})
	}
}

// A browser learns the outcome of each event that it has sent before the connection is closed, however
// long the handlers take.
func TestShutdown_AcknowledgesEvents(t *testing.T) {
	for name, closedWindow := range map[string]bool{"open window": false, "closed window": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{newView: func(*http.Request) *view {
					return &view{actions: map[string]func(*live.Socket) error{
						"slow": func(s *live.Socket) error { time.Sleep(4 * time.Second); return s.Push("done", 1) },
					}}
				}}
				a, pages := f.openPages(t, &live.Server{}, 1)
				p := pages[0]
				p.LazyAcks = closedWindow
				for range wire.WindowFrames * 2 {
					if closedWindow {
						p.send("live_test.action?name=add")
						time.Sleep(time.Millisecond)
					}
				}
				p.send("live_test.action?name=slow")
				synctest.Wait()
				start := time.Now()
				done := runAsync(func() error { return a.live.Shutdown(context.Background()) })
				synctest.Wait()
				last := p.send("live_test.action?name=slow") // on its way when the drain was sent: nothing was read yet
				if closedWindow {
					time.Sleep(20 * time.Second) // a slow client
					require.Empty(t, done)
					for range wire.WindowFrames {
						_, err := p.Read()
						require.NoError(t, err)
					}
					require.NoError(t, p.Ack())
				}
				p.readUntil(func() bool { return p.Acknowledged() == last })
				p.requireClose(wire.Reconnect, wire.Drain)
				require.NoError(t, <-done)
				require.Len(t, p.Effects(), 2)
				if !closedWindow {
					require.Equal(t, 8*time.Second, time.Since(start))
				}
			})
		})
	}
}

// A join that is in progress when Shutdown begins is drained as well.
func TestShutdown_DrainsLateJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{mount: func(*live.Socket) error { <-hold; return nil }}
		}}
		a := serve(t, &live.Server{Handler: f.handler()}, nil)
		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		synctest.Wait()
		done := runAsync(func() error { return a.live.Shutdown(context.Background()) })
		synctest.Wait()
		close(hold)
		require.Contains(t, conn.read(), "joined")
		require.Equal(t, `["drain",0]`, conn.read())
		require.NoError(t, conn.Close())
		require.NoError(t, <-done)
	})
}

// Pages are still served during shutdown. They are not kept, because this server accepts no joins.
func TestShutdown_PageIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a, _ := f.openPages(t, &live.Server{}, 0)
		require.NoError(t, a.live.Shutdown(t.Context()))
		a.browser().load("/")
		synctest.Wait()
		require.Equal(t, 1, f.views[0].unmounts.get())
	})
}

// Shutdown ends the contexts of Task and Async, and waits for their functions.
func TestShutdown_WaitsForTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended counter
		saves := func(ctx context.Context) (int, error) { // what it has begun
			<-ctx.Done()
			time.Sleep(5 * time.Second)
			ended.inc()
			return 0, nil
		}
		var load live.Async[int]
		v := &stub{mount: func(s *live.Socket) error {
			load.Load(s, saves)
			live.Task(s, func(ctx context.Context, _ func(int)) (int, error) { return saves(ctx) }, nil,
				func(*live.Socket, int, error) error { t.Error("onDone was called"); return nil })
			return nil
		}}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		synctest.Wait()
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		require.Equal(t, 1, v.unmounts)
		require.NoError(t, a.live.Shutdown(context.Background()))
		require.Equal(t, 2, ended.get())
		require.Zero(t, live.OpenCount(a.live))
	})
}

// Shutdown does not wait longer than its context, and then says what it has waited for.
func TestShutdown_TaskDoesNotReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(func(context.Context, func(int)) (string, error) { time.Sleep(time.Hour); return "", nil })
		a, p := v.open(t)
		p.sendAndWait("live_test.click")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := a.live.Shutdown(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.EqualError(t, err, "live: Shutdown: functions of Task or Async are still running (1); they must return when their context ends: context deadline exceeded")
		require.Equal(t, 1, v.unmounts)
		require.NoError(t, a.live.Shutdown(context.Background()), "an hour later")
	})
}
