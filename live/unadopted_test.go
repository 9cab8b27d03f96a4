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

// busy subscribes, ticks and loads as soon as it is mounted.
func busy(topic pubsub.Topic[int], log func(string)) *view {
	var load live.Async[int]
	v := &view{}
	v.mount = func(s *live.Socket) error {
		live.Every(s, time.Second, func(*live.Socket, time.Time) error { log("tick"); return nil })
		load.Load(s, func(context.Context) (int, error) { log("load"); return 1, nil })
		return live.Subscribe(s, topic, func(_ *live.Socket, n int) error { log("message"); v.n.set(n); return nil })
	}
	v.reload = func(*live.Socket) error { log("reload"); v.n.set(100); return nil }
	v.joined = func(*live.Socket) error { log("joined"); return nil }
	return v
}

// A page that waits for its browser costs its memory: messages leave a mark, and nothing runs.
func TestUnadoptedPage_RunsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[int](&bus, "n")
		var views []*view
		var log diary
		m := func(*http.Request) live.View {
			v := busy(topic, log.add)
			views = append(views, v)
			return v
		}
		b := serve(t, &live.Server{Handler: pages(m), AdoptTimeout: time.Minute}, nil).browser()
		var last *tab
		b.load("/")
		time.Sleep(time.Second) // until the server is done with the connection
		synctest.Wait()
		was := goroutines()
		for range 50 {
			last = b.load("/")
		}
		for n := range 10 {
			require.NoError(t, topic.Publish(t.Context(), n))
			time.Sleep(time.Second)
		}
		synctest.Wait()
		require.Equal(t, was, goroutines(), "51 pages have no more goroutines than one")
		require.Empty(t, log.get())
		for _, v := range views {
			require.Equal(t, 1, v.renders.get())
		}

		require.NoError(t, last.join())
		last.until(func() bool { return last.html() == "<p>100</p>" })
		synctest.Wait()
		require.ElementsMatch(t, []string{"joined", "reload", "load"}, log.get(), "ten messages are one reload")
		require.Equal(t, 1, views[len(views)-1].reloads.get())
		time.Sleep(3*time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, []string{"tick", "tick", "tick"}, log.get()[3:], "ticks begin with the join")
	})
}

// What nobody joined is unmounted, once, when its time has come.
func TestUnadoptedPage_Expires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ctx context.Context
		v := &view{mount: func(s *live.Socket) error { ctx = s.Context(); return nil }}
		ended := false
		v.unmount = func() { ended = ctx.Err() != nil }
		serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().load("/")
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

// What no person looks at is rendered and unmounted at once. The answer is the same.
func TestPage_NonNavigationIsNotKept(t *testing.T) {
	for what, c := range map[string]struct {
		method string
		header http.Header
		parked bool
	}{
		"a page":               {"GET", http.Header{"Sec-Fetch-Dest": {"document"}}, true},
		"an iframe":            {"GET", http.Header{"Sec-Fetch-Dest": {"iframe"}}, true},
		"a frame":              {"GET", http.Header{"Sec-Fetch-Dest": {"frame"}}, true},
		"no Sec-Fetch headers": {"GET", nil, true},
		"fetch":                {"GET", http.Header{"Sec-Fetch-Dest": {"empty"}}, false},
		"an image":             {"GET", http.Header{"Sec-Fetch-Dest": {"image"}}, false},
		"prefetch":             {"GET", http.Header{"Sec-Fetch-Dest": {"document"}, "Sec-Purpose": {"prefetch"}}, false},
		"prerender":            {"GET", http.Header{"Sec-Fetch-Dest": {"document"}, "Sec-Purpose": {"prefetch;prerender"}}, false},
		"prefetch, as was":     {"GET", http.Header{"Purpose": {"prefetch"}}, false},
		"HEAD":                 {"HEAD", nil, false},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := &view{}
				b := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser()
				b.header = c.header.Clone()
				if b.header == nil {
					b.header = http.Header{}
				}
				resp, body := b.do(c.method, "/")
				synctest.Wait()
				require.Equal(t, http.StatusOK, resp.StatusCode)
				require.Equal(t, "private, no-cache", resp.Header.Get("Cache-Control"))
				require.Equal(t, c.method == "HEAD", body == "")
				require.Equal(t, 1, v.renders.get())
				require.Equal(t, c.parked, v.unmounts.get() == 0)
			})
		})
	}
}

func TestPage_AllowsGETAndHEAD(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		mux.Handle("/", live.Page(one(&view{})))
		resp, _ := serve(t, &live.Server{Handler: mux}, nil).browser().do("POST", "/")
		require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
		require.Equal(t, "GET, HEAD", resp.Header.Get("Allow"))
	})
}
