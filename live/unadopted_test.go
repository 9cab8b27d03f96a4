package live_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// activeView returns a view that subscribes, ticks and loads as soon as it is mounted. It calls log
// with the name of each call.
func activeView(topic pubsub.Topic[int], log func(string)) *view {
	var load live.Async[int]
	v := &view{}
	v.mount = func(s *live.Socket) error {
		live.Every(s, time.Second, func(*live.Socket, time.Time) error { log("tick"); return nil })
		load.Load(s, func(context.Context) (int, error) { log("load"); return 1, nil })
		_, err := live.Subscribe(s, topic, func(_ *live.Socket, n int) error { log("message"); v.n.set(n); return nil })
		return err
	}
	v.reload = func(*live.Socket) error { log("reload"); v.n.set(100); return nil }
	v.joined = func(*live.Socket) error { log("joined"); return nil }
	return v
}

// An unadopted page runs nothing: messages only mark it for Reload.
func TestUnadoptedPage_RunsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[int](&bus, "n")
		var views []*view
		var log recorder
		factory := func(*http.Request) live.View {
			v := activeView(topic, log.add)
			views = append(views, v)
			return v
		}
		b := serve(t, &live.Server{Handler: pageMux(factory), AdoptTimeout: time.Minute}, nil).browser()
		var last *page
		b.load("/")
		time.Sleep(time.Second) // until the server has closed the connection
		synctest.Wait()
		before := bubbleGoroutines()
		for range 50 {
			last = b.load("/")
		}
		for n := range 10 {
			require.NoError(t, topic.Publish(t.Context(), n))
			time.Sleep(time.Second)
		}
		synctest.Wait()
		require.Equal(t, before, bubbleGoroutines(), "51 pages need no more goroutines than one")
		require.Empty(t, log.get())
		for _, v := range views {
			require.Equal(t, 1, v.renders.get())
		}

		require.NoError(t, last.join())
		last.readUntil(func() bool { return last.html() == "<p>100</p>" })
		synctest.Wait()
		require.ElementsMatch(t, []string{"joined", "reload", "load"}, log.get(), "ten messages cause one Reload")
		require.Equal(t, 1, views[len(views)-1].reloads.get())
		time.Sleep(3*time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, []string{"tick", "tick", "tick"}, log.get()[3:], "ticks start at the join")
	})
}

// A page that is not joined is unmounted once, after AdoptTimeout.
func TestUnadoptedPage_Expires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ctx context.Context
		v := &view{mount: func(s *live.Socket) error { ctx = s.Context(); return nil }}
		ended := false
		v.unmount = func() { ended = ctx.Err() != nil }
		serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().load("/")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Zero(t, v.unmounts.get())
		require.NoError(t, ctx.Err(), "the context does not end with the request")
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Equal(t, 1, v.unmounts.get())
		require.True(t, ended, "the context ends before Unmount")
	})
}

// The response to a request that is not a navigation is the same, but its view is unmounted at
// once.
func TestPage_NonNavigationIsNotKept(t *testing.T) {
	for name, c := range map[string]struct {
		method string
		header http.Header
		kept   bool
	}{
		"document":             {"GET", http.Header{"Sec-Fetch-Dest": {"document"}}, true},
		"iframe":               {"GET", http.Header{"Sec-Fetch-Dest": {"iframe"}}, true},
		"frame":                {"GET", http.Header{"Sec-Fetch-Dest": {"frame"}}, true},
		"no Sec-Fetch headers": {"GET", nil, true},
		"fetch":                {"GET", http.Header{"Sec-Fetch-Dest": {"empty"}}, false},
		"image":                {"GET", http.Header{"Sec-Fetch-Dest": {"image"}}, false},
		"prefetch":             {"GET", http.Header{"Sec-Fetch-Dest": {"document"}, "Sec-Purpose": {"prefetch"}}, false},
		"prerender":            {"GET", http.Header{"Sec-Fetch-Dest": {"document"}, "Sec-Purpose": {"prefetch;prerender"}}, false},
		"legacy prefetch":      {"GET", http.Header{"Purpose": {"prefetch"}}, false},
		"HEAD":                 {"HEAD", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := &view{}
				b := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser()
				b.header = c.header.Clone()
				if b.header == nil {
					b.header = http.Header{}
				}
				resp, body := b.request(c.method, "/")
				synctest.Wait()
				require.Equal(t, http.StatusOK, resp.StatusCode)
				require.Equal(t, "private, no-cache", resp.Header.Get("Cache-Control"))
				require.Equal(t, c.method == "HEAD", body == "")
				require.Equal(t, 1, v.renders.get())
				require.Equal(t, c.kept, v.unmounts.get() == 0)
			})
		})
	}
}
