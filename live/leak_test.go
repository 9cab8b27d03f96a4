package live_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A thousand pages are opened, used, cut, resumed and closed, each in one of the ways a page ends; nothing of them is left: no
// goroutine, session, subscription or parked page, and each was unmounted once.
func TestAThousandSocketsLeaveNothingBehind(t *testing.T) {
	const n = 1000
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[int](&bus, "n")
		var contexts []context.Context
		m := &made{make: func(*http.Request) *view {
			v := busy(topic, func(string) {})
			mount := v.mount
			v.mount = func(s *live.Socket) error {
				contexts = append(contexts, s.Context())
				return mount(s)
			}
			return v
		}}
		a := serve(t, &live.Server{Handler: m.anyPath(), EventRate: 1000}, nil)
		synctest.Wait()
		was := goroutines()

		ends := []func(p *tab) error{
			func(p *tab) error { return p.Write(wire.Bye) },
			func(p *tab) error { return p.Write(wire.Sleep) },
			func(p *tab) error { return p.Cut() },
			func(p *tab) error { p.send("live_test.do?what=crash"); return nil },
			func(p *tab) error { return p.WriteRaw([]byte("evil")) },
		}
		m0 := m.make
		m.make = func(r *http.Request) *view {
			v := m0(r)
			v.on = map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("bang") }}
			return v
		}
		var tabs []*tab
		for i := range n {
			b := a.browser()
			b.addr = fmt.Sprintf("192.0.2.%d:1", i%256)
			p := b.load("/")
			if i%10 == 0 {
				continue // nobody joins it
			}
			require.NoError(t, p.join())
			tabs = append(tabs, p)
		}
		for _, p := range tabs {
			p.do("live_test.do?what=add")
			require.NoError(t, p.Cut())
		}
		require.NoError(t, topic.Publish(t.Context(), 7))
		for _, p := range tabs {
			require.NoError(t, p.resume())
			p.do("live_test.do?what=nothing")
			require.Equal(t, "<p>7</p>", p.html())
		}
		for i, p := range tabs {
			require.NoError(t, ends[i%len(ends)](p))
		}
		time.Sleep(time.Minute) // pages expire that nobody joined or resumed
		for _, p := range tabs {
			_ = p.Cut()
		}
		time.Sleep(time.Minute)
		synctest.Wait()

		require.Len(t, m.views, n)
		for _, v := range m.views {
			require.Equal(t, 1, v.mounts.get())
			require.Equal(t, 1, v.unmounts.get())
		}
		for _, ctx := range contexts {
			require.Error(t, ctx.Err())
		}
		require.Equal(t, was, goroutines())
		require.Zero(t, live.OpenCount(a.live), "sessions, unadopted pages, programs")
		require.NoError(t, a.live.Shutdown(t.Context()), "nothing to wait for")

		// No timer, pool or map holds a page either.
		var collected atomic.Int64
		for _, v := range m.views {
			runtime.AddCleanup(v, func(c *atomic.Int64) { c.Add(1) }, &collected)
		}
		m.views, tabs, contexts = nil, nil, nil
		for range 100 {
			if runtime.GC(); collected.Load() == n {
				break
			}
			runtime.Gosched()
		}
		require.EqualValues(t, n, collected.Load())
	})
}

// goroutines is the number of those in the bubble.
func goroutines() int {
	stacks := make([]byte, 4<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte(", synctest bubble "))
}
