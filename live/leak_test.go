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

// A thousand pages are opened, used, disconnected, resumed and ended in every possible way. After
// that no goroutine, session, subscription or unadopted page is left, and each view was unmounted
// once.
func TestServer_NoLeaks(t *testing.T) {
	const n = 1000
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[int](&bus, "n")
		var contexts []context.Context
		f := &viewFactory{newView: func(*http.Request) *view {
			v := activeView(topic, func(string) {})
			mount := v.mount
			v.mount = func(s *live.Socket) error {
				contexts = append(contexts, s.Context())
				return mount(s)
			}
			return v
		}}
		a := serve(t, &live.Server{Handler: f.handler(), EventRate: 1000}, nil)
		synctest.Wait()
		before := bubbleGoroutines()

		ends := []func(p *page) error{
			func(p *page) error { return p.Write(wire.Bye) },
			func(p *page) error { return p.Write(wire.Sleep) },
			func(p *page) error { return p.Abort() },
			func(p *page) error { p.send("live_test.action?name=crash"); return nil },
			func(p *page) error { return p.WriteRaw([]byte("malformed")) },
		}
		newView := f.newView
		f.newView = func(r *http.Request) *view {
			v := newView(r)
			v.actions = map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("bang") }}
			return v
		}
		var pages []*page
		for i := range n {
			b := a.browser()
			b.addr = fmt.Sprintf("192.0.2.%d:1", i%256)
			p := b.load("/")
			if i%10 == 0 {
				continue // never joined
			}
			require.NoError(t, p.join())
			pages = append(pages, p)
		}
		for _, p := range pages {
			p.sendAndWait("live_test.action?name=add")
			require.NoError(t, p.Abort())
		}
		require.NoError(t, topic.Publish(t.Context(), 7))
		for _, p := range pages {
			require.NoError(t, p.resume())
			p.sendAndWait("live_test.action?name=nothing")
			require.Equal(t, "<p>7</p>", p.html())
		}
		for i, p := range pages {
			require.NoError(t, ends[i%len(ends)](p))
		}
		time.Sleep(time.Minute) // pages that are not joined or resumed expire
		for _, p := range pages {
			_ = p.Abort()
		}
		time.Sleep(time.Minute)
		synctest.Wait()

		require.Len(t, f.views, n)
		for _, v := range f.views {
			require.Equal(t, 1, v.mounts.get())
			require.Equal(t, 1, v.unmounts.get())
		}
		for _, ctx := range contexts {
			require.Error(t, ctx.Err())
		}
		require.Equal(t, before, bubbleGoroutines())
		require.Zero(t, live.OpenCount(a.live), "sessions, unadopted pages, programs")
		require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")

		// No timer, pool or map retains a view.
		var collected atomic.Int64
		for _, v := range f.views {
			runtime.AddCleanup(v, func(c *atomic.Int64) { c.Add(1) }, &collected)
		}
		f.views, pages, contexts = nil, nil, nil
		for range 1000 {
			if runtime.GC(); collected.Load() == n {
				break
			}
			runtime.Gosched()
		}
		require.EqualValues(t, n, collected.Load())
	})
}

// bubbleGoroutines returns the number of goroutines in the bubble.
func bubbleGoroutines() int {
	stacks := make([]byte, 4<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte(", synctest bubble "))
}
