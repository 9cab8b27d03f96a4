package live_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// The nested views of a view that is mounted after the join count as sessions, too.
func TestMaxSessionsPerClient_CountsViewsInLateViews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := counterView("inner")
		outer := counterView("outer", nested("i", inner))
		page := toggled(false, func() templ.Component { return nested("o", outer) })
		a := serve(t, &live.Server{Handler: live.Page(factoryOf(page)), MaxSessionsPerClient: 2}, nil)
		c, _ := a.browser().joinRaw()
		c.do(0, "live_test.tap")
		require.Equal(t, 2, live.PlaceCount(a.live))
		require.Zero(t, inner.joins)
		require.Contains(t, a.log.String(), "MaxSessionsPerClient")
		c.write(`["bye"]`)
		synctest.Wait()
		require.Zero(t, live.OpenCount(a.live))
	})
}

// A thousand connections with a page and four nested sessions each are used, lost, resumed and ended in every
// way. After that nothing is left.
func TestServer_NoLeaksOfNestedViews(t *testing.T) {
	const connections = 1000
	synctest.Test(t, func(t *testing.T) {
		var mounts, unmounts counter
		view := func(name string, pieces ...any) *countedView {
			v := &countedView{stub: *counterView(name, pieces...), unmounted: &unmounts}
			v.mount = func(s *live.Socket) error {
				mounts.inc()
				live.Every(s, time.Minute, func(*live.Socket, time.Time) error { return nil })
				return nil
			}
			events := v.events
			v.events = func() live.Events { return append(events(), handle(func(click) { panic("disk sda1 is full") })) }
			return v
		}
		newNested := func(name string, pieces ...any) templ.Component {
			return live.Nested(name, 0, func(int) live.View { return view(name, pieces...) })
		}
		a := serve(t, &live.Server{EventRate: 1000, Handler: live.Page(func(*http.Request) live.View {
			shown := false
			v := view("page")
			v.render = func() templ.Component {
				pieces := []any{newNested("a", newNested("b")), newNested("c")}
				if shown {
					pieces = append(pieces, newNested("late"))
				}
				return markup(pieces...)
			}
			v.events = func() live.Events {
				return live.Events{handle(func(tap) { shown = !shown }), handle(func(click) { panic("disk sda1 is full") })}
			}
			return v
		})}, nil)
		synctest.Wait()
		before := bubbleGoroutines()

		ends := []func(c *rawConn, roots map[int]uint64){
			func(c *rawConn, _ map[int]uint64) { c.write(`["bye"]`) },
			func(c *rawConn, _ map[int]uint64) { c.write(`["sleep"]`) },
			func(c *rawConn, _ map[int]uint64) { _ = c.Close() },
			func(c *rawConn, _ map[int]uint64) { c.event(0, "live_test.click") },
			func(c *rawConn, roots map[int]uint64) { c.event(roots[1], "live_test.click"); _ = c.Close() },
			func(c *rawConn, _ map[int]uint64) { c.write("malformed") },
			func(c *rawConn, roots map[int]uint64) {
				c.write(string(wire.AppendWrapped(nil, roots[2], wire.Bye.Append(nil))))
			},
			func(c *rawConn, _ map[int]uint64) { c.event(0, "live_test.tap"); _ = c.Close() }, // removes one
		}
		var conns []*rawConn
		for i := range connections {
			b := a.browser()
			b.addr = fmt.Sprintf("192.0.2.%d:1", i%256)
			if i%20 == 0 {
				b.load("/") // never joined
				continue
			}
			c, roots := b.joinRaw()
			c.event(roots[1], "live_test.tap")
			c.do(0, "live_test.tap") // shows the fifth
			ends[i%len(ends)](c, roots)
			conns = append(conns, c)
		}
		require.Positive(t, live.OpenCount(a.live))
		time.Sleep(2 * time.Minute)
		for _, c := range conns {
			_ = c.Close()
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		require.GreaterOrEqual(t, mounts.get(), 4*connections)
		require.Equal(t, mounts.get(), unmounts.get())
		require.Equal(t, before, bubbleGoroutines())
		require.Zero(t, live.OpenCount(a.live), "sessions, unadopted pages, programs, places")
		require.Zero(t, live.BusySessions(a.live))

	})
}

// A countedView counts its unmounts in a counter that all share.
type countedView struct {
	stub
	unmounted *counter
}

func (v *countedView) Unmount() { v.unmounted.inc() }
