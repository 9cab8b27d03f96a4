package session

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// Ten nested sessions whose handlers sleep delay the page only as one of them does.
func TestChild_TenSlowHandlersDoNotDelayPage(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.setUp = func(url string, _ *Session, p *parentProgram) {
			if url != "/a" {
				p.onEvent = func(int, wire.Event) (string, string) { time.Sleep(5 * time.Second); p.n++; return Applied, "" }
				return
			}
			for i := range 10 {
				srv.addChild(p, i+1, fmt.Sprint("/", i))
			}
		}
		c := srv.dial(joinOf("/a"))
		require.Len(t, c.take(), 1)
		for range 3 { // also while they run, and events wait
			start := time.Now()
			for i := range 10 {
				c.click(srv.program(fmt.Sprint("/", i)))
			}
			c.send(clickMessage, `["h"]`)
			for len(c.receivedNow()) < 2 {
				time.Sleep(inlineLimit)
			}
			require.Less(t, time.Since(start), 3*inlineLimit)
			require.Len(t, c.take(), 2)
		}
		time.Sleep(20 * time.Second)
		require.Len(t, c.take(), 20, "the events that waited are acknowledged together")
	})
}

// A client that sleeps and wakes often, while a handler runs, queues one call.
func TestSleep_FloodIsBounded(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.take()
		a := srv.program("/a")
		a.ses.Page.Post(func() { time.Sleep(5 * time.Second) })
		wait()
		for range 50 {
			c.send(`["sleep"]`, `["wake"]`)
		}
		require.Empty(t, c.take())
		wait()
		a.ses.Page.mu.Lock()
		waiting := len(a.ses.Page.inbox)
		a.ses.Page.mu.Unlock()
		require.Equal(t, 1, waiting)
		time.Sleep(5 * time.Second)
		require.Empty(t, c.take())
		require.Equal(t, 1, a.returned)
		c.send(`["sleep"]`, `["wake"]`)
		c.take()
		require.Equal(t, 2, a.returned)
	})
}

// Joins that the client takes back while another one is under way do not wait in memory.
func TestMux_FloodOfJoinsTakenBack(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.open = func(ctx context.Context, l *Link) {
			if l.Number() == 1 {
				time.Sleep(5 * time.Second) // it ignores the context
			}
		}
		c := srv.dial(joinOf("/a"))
		c.take()
		for n := range uint64(100) {
			c.send(wrap(2*n+1, joinOf("/b")), wrap(2*n+1, `["bye"]`))
		}
		c.take()
		m := srv.program("/a").ses.conn.(*Link).mux
		m.mu.Lock()
		waiting, links := len(m.queue), len(m.links)
		m.mu.Unlock()
		require.Zero(t, waiting)
		require.Zero(t, links)
		c.send(wrap(201, joinOf("/c")))
		time.Sleep(5 * time.Second)
		require.Len(t, c.take(), 1)
	})
}

// receivedNow returns what was received since the last call of take.
func (c *muxClient) receivedNow() []string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.received
}
