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

// open opens n pages of m and returns their tabs.
func (m *made) open(t *testing.T, srv *live.Server, n int) (*app, []*tab) {
	srv.Handler = m.anyPath()
	a := serve(t, srv, nil)
	var tabs []*tab
	for range n {
		p := a.browser().open("/")
		p.do("live_test.do?what=add")
		tabs = append(tabs, p)
	}
	return a, tabs
}

// start runs fn, and returns what it returns when it does.
func start(fn func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- fn() }()
	return done
}

func TestShutdownSendsTheBrowsersAwayOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		a, tabs := m.open(t, &live.Server{}, 3)
		a.browser().load("/") // parked
		lost := a.browser().open("/")
		require.NoError(t, lost.Abort())
		synctest.Wait()
		done := start(func() error { return a.live.Shutdown(context.Background()) })
		synctest.Wait()
		require.Equal(t, 1, m.views[3].unmounts.get(), "what is parked goes at once")
		require.Equal(t, 1, m.views[4].unmounts.get(), "and what is detached")

		when := map[int]bool{}
		for _, p := range tabs {
			down, err := p.Read()
			require.NoError(t, err)
			after := down.(wire.DrainMessage).After
			require.Contains(t, []int{750, 1500, 2250, 3000}, after, "one of four, for one session is lost")
			when[after] = true
		}
		require.Len(t, when, 3, "each at its own time")

		_, resp, err := a.browser().dial("/")
		require.ErrorIs(t, err, websocket.ErrBadHandshake)
		require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
		require.Equal(t, "5", resp.Header.Get("Retry-After"))

		tabs[0].do("live_test.do?what=add") // until it goes, a page works
		require.Equal(t, 2, m.views[0].n.get())
		for _, p := range tabs {
			require.Empty(t, done)
			require.NoError(t, p.Abort())
			synctest.Wait()
		}
		require.NoError(t, <-done)
		for _, v := range m.views {
			require.Equal(t, 1, v.unmounts.get())
		}
		require.NoError(t, a.live.Shutdown(context.Background()), "a second time there is nothing to do")
	})
}

// A browser whose timers are slow, or one that does not know better, is not waited for.
func TestShutdownClosesWhoStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		a, tabs := m.open(t, &live.Server{}, 1)
		begun := time.Now()
		done := start(func() error { return a.live.Shutdown(context.Background()) })
		tabs[0].closed(wire.Reconnect, wire.Drain)
		require.NoError(t, <-done)
		require.Equal(t, 5*time.Second, time.Since(begun))
		require.Equal(t, 1, m.views[0].unmounts.get())
	})
}

// Unmount follows the handler that is running; Shutdown waits for it, as long as ctx does.
func TestShutdownWaitsForHandlers(t *testing.T) {
	for what, c := range map[string]struct {
		timeout time.Duration
		err     error
	}{"long enough": {time.Minute, nil}, "not long enough": {4 * time.Second, context.DeadlineExceeded}} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &made{make: func(*http.Request) *view {
					return &view{on: map[string]func(*live.Socket) error{"rest": func(*live.Socket) error {
						time.Sleep(20 * time.Second)
						return nil
					}}}
				}}
				a, tabs := m.open(t, &live.Server{}, 2)
				tabs[0].send("live_test.do?what=rest")
				synctest.Wait()
				ctx, cancel := context.WithTimeout(context.Background(), c.timeout)
				defer cancel()
				begun := time.Now()
				done := start(func() error { return a.live.Shutdown(ctx) })
				tabs[0].closed(wire.Reconnect, wire.Drain)
				tabs[1].closed(wire.Reconnect, wire.Drain)
				require.ErrorIs(t, <-done, c.err)
				require.Equal(t, min(c.timeout, 20*time.Second), time.Since(begun))
				if c.err != nil {
					require.Zero(t, m.views[0].unmounts.get(), "its handler still runs")
					time.Sleep(20 * time.Second)
				}
				synctest.Wait()
				require.Equal(t, 1, m.views[0].unmounts.get())
				require.Equal(t, 1, m.views[1].unmounts.get())
			})
		})
	}
}

// A join that was on its way when Shutdown began is told as the others are.
func TestShutdownFindsALateJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		m := &made{make: func(*http.Request) *view {
			return &view{mount: func(*live.Socket) error { <-hold; return nil }}
		}}
		a := serve(t, &live.Server{Handler: m.anyPath()}, nil)
		k := a.browser().talk("/")
		k.say(`["join",{"url":"/","caps":[],"client":{"width":1,"height":1}}]`)
		synctest.Wait()
		done := start(func() error { return a.live.Shutdown(context.Background()) })
		synctest.Wait()
		close(hold)
		require.Contains(t, k.hear(), "joined")
		require.Equal(t, `["drain",0]`, k.hear())
		require.NoError(t, k.Close())
		require.NoError(t, <-done)
	})
}

// Pages are still served while the server goes away; nobody can join them here.
func TestAPageDuringShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		a, _ := m.open(t, &live.Server{}, 0)
		require.NoError(t, a.live.Shutdown(t.Context()))
		a.browser().load("/")
		synctest.Wait()
		require.Equal(t, 1, m.views[0].unmounts.get())
	})
}
