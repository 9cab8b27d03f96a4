package live_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// from returns a browser with another address.
func (a *app) from(addr string) *browser {
	b := a.browser()
	b.addr = addr
	return b
}

// requireBusy requires that a join of p is deferred, while the page can be read.
func requireBusy(t *testing.T, p *page) {
	t.Helper()
	requireCloseError(t, p.join(), wire.Reconnect, wire.Busy)
}

// requireSampled requires that a line was logged, but not each time that a client caused it.
func requireSampled(t *testing.T, a *app, text string) {
	t.Helper()
	lines := strings.Count(a.log.String(), text)
	require.Positive(t, lines)
	require.LessOrEqual(t, lines, 5, text)
}

// Beyond MaxSessionsPerClient, pages are readable and join later. Other clients are not affected.
func TestMaxSessionsPerClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a := serve(t, &live.Server{Handler: f.handler(), MaxSessionsPerClient: 3, AdoptTimeout: time.Hour}, nil)
		var pages []*page
		for range 3 {
			pages = append(pages, a.browser().open("/"))
		}
		waiting := a.browser().load("/")
		for range 5 {
			requireBusy(t, waiting)
		}
		require.Len(t, f.views, 4, "a deferred join mounts nothing")
		a.from("198.51.100.7:99").open("/")

		require.NoError(t, pages[0].Write(wire.Bye))
		synctest.Wait()
		require.NoError(t, waiting.join())
		require.True(t, waiting.Adopted(), "the token was not used up")
		requireSampled(t, a, "MaxSessionsPerClient")

		// A connection that is lost takes no further place when it resumes.
		for range 5 {
			require.NoError(t, pages[1].Abort())
			require.NoError(t, pages[1].resume())
		}
		requireBusy(t, a.browser().load("/"))

		// A detached session gives way, the oldest first.
		require.NoError(t, pages[1].Abort())
		synctest.Wait()
		require.NoError(t, pages[2].Abort())
		synctest.Wait()
		a.browser().open("/")
		synctest.Wait()
		require.Equal(t, 1, f.views[1].unmounts.get())
		require.Zero(t, f.views[2].unmounts.get())
		require.NoError(t, pages[2].resume())
		requireBusy(t, a.browser().load("/"))
	})
}

func TestMaxSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a := serve(t, &live.Server{Handler: f.handler(), MaxSessions: 4}, nil)
		var pages []*page
		for i := range 4 {
			pages = append(pages, a.from(fmt.Sprintf("192.0.2.%d:1", i/2)).open("/"))
		}
		other := a.from("198.51.100.7:99")
		requireBusy(t, other.load("/"))
		for _, p := range pages[1:] {
			require.NoError(t, p.Abort())
			synctest.Wait()
		}
		other.open("/")
		synctest.Wait()
		require.Equal(t, 1, f.views[2].unmounts.get(), "the oldest detached session of the client with the most")
	})
}

// A session whose handler is running keeps its place until its view is unmounted.
func TestMaxSessions_RunningHandlerCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{"wait": func(*live.Socket) error { <-hold; return nil }}}
		}}
		a := serve(t, &live.Server{Handler: f.handler(), MaxSessionsPerClient: 1}, nil)
		p := a.browser().open("/")
		p.send("live_test.action?name=wait")
		synctest.Wait()
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		requireBusy(t, a.browser().load("/"))
		close(hold)
		synctest.Wait()
		a.browser().open("/")
	})
}

// A detached session gives way before its handler has returned. A client cannot use that to run any
// number of handlers.
func TestMaxSessions_SlowHandlersOfEvictedSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		var running counter
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{"wait": func(*live.Socket) error { running.inc(); <-hold; return nil }}}
		}}
		a := serve(t, &live.Server{Handler: f.handler(), MaxSessionsPerClient: 3}, nil)
		refused := 0
		for range 20 {
			p := a.browser().load("/")
			if p.join() != nil {
				refused++
				continue
			}
			p.send("live_test.action?name=wait")
			time.Sleep(time.Second)
			require.NoError(t, p.Abort())
			time.Sleep(time.Second)
		}
		require.LessOrEqual(t, running.get(), 2*3)
		require.Equal(t, 20, running.get()+refused)
		a.from("198.51.100.7:99").open("/")
		close(hold)
		synctest.Wait()
		a.browser().open("/")
	})
}

// A client cannot keep any number of connections open that do not join.
func TestUpgrade_FloodWithoutFirstMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a := serve(t, &live.Server{Handler: f.handler(), MaxSessionsPerClient: 20}, nil)
		for range 20 {
			a.browser().dialRaw("/")
		}
		page := a.browser().load("/")
		for range 10 {
			_, resp, err := page.b.dial("/")
			require.ErrorIs(t, err, websocket.ErrBadHandshake)
			require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
			require.Equal(t, "5", resp.Header.Get("Retry-After"))
		}
		a.from("198.51.100.7:99").open("/")
		time.Sleep(11 * time.Second)
		require.NoError(t, page.join())
		requireSampled(t, a, "WebSocket refused")
	})
}

// Connections that were refused count until the browser has received the reason.
func TestUpgrade_FloodOfRefusedJoins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: http.NotFoundHandler(), MaxSessionsPerClient: 20}, nil)
		refused := 0
		for range 100 {
			conn, _, err := a.browser().dial("/")
			if err != nil {
				refused++
				continue
			}
			require.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(joinMessage)))
		}
		require.Equal(t, 80, refused)
	})
}

// One client with a few large pages does not evict the many small ones of others.
func TestMaxDetachedBytes_EvictsLargestClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		addr, size := "", 0
		srv := &live.Server{
			Handler: live.Page(func(*http.Request) live.View {
				text := strings.Repeat("x", size)
				return &view{html: func() string { return "<p>" + text + "</p>" }}
			}),
			MaxDetachedBytes: 1 << 20, ClientKey: func(*http.Request) string { return addr },
		}
		open := func(a string, n int) *livetest.Page {
			addr, size = a, n
			p := livetest.Open(t, srv)
			p.Disconnect()
			synctest.Wait()
			return p
		}
		var small []*livetest.Page
		for i := range 50 {
			small = append(small, open(fmt.Sprint("user ", i), 1_000))
		}
		large := []*livetest.Page{open("mallory", 400_000), open("mallory", 400_000), open("mallory", 400_000)}
		require.Equal(t, 2, large[0].Resume().Mounts())
		require.Equal(t, 1, large[2].Resume().Mounts())
		for _, p := range small {
			require.Equal(t, 1, p.Resume().Mounts())
		}
	})
}

// Effects that are queued for detached sessions count.
func TestMaxDetachedBytes_CountsEffects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{mount: func(s *live.Socket) error {
				live.Every(s, time.Second, func(s *live.Socket, _ time.Time) error { return nil })
				return nil
			}, actions: map[string]func(*live.Socket) error{"slow": func(s *live.Socket) error {
				time.Sleep(5 * time.Second)
				return s.Push("report", strings.Repeat("x", 200_000))
			}}}
		}}
		a := serve(t, &live.Server{Handler: f.handler(), MaxDetachedBytes: 1_000_000}, nil)
		var pages []*page
		for range 10 {
			p := a.browser().open("/")
			p.send("live_test.action?name=slow")
			synctest.Wait()
			require.NoError(t, p.Abort())
			pages = append(pages, p)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		kept := 0
		for _, v := range f.views {
			kept += 1 - v.unmounts.get()
		}
		require.Equal(t, 4, kept)
		require.NoError(t, pages[len(pages)-1].Abort())
	})
}

// The URL of a page is kept with its session.
func TestURL_TooLong(t *testing.T) {
	long := "/?q=" + strings.Repeat("x", 8<<10)
	ok := long[:8<<10]
	synctest.Test(t, func(t *testing.T) {
		type query struct{ Q string }
		var patchErr error
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{"patch": func(s *live.Socket) error {
				patchErr = errors.Join(s.Patch(query{"short"}), s.ReplacePatch(query{long}))
				return nil
			}}}
		}}
		a := serve(t, &live.Server{Handler: f.handler()}, nil)
		b := a.browser()
		resp, body := b.get(long)
		require.Equal(t, http.StatusRequestURITooLong, resp.StatusCode)
		require.Contains(t, resp.Header.Get("Content-Type"), "text/plain")
		require.Equal(t, "The address of this page is too long.\n", body)
		require.Empty(t, f.views)
		_, resp, err := b.dial(long)
		require.ErrorIs(t, err, websocket.ErrBadHandshake)
		require.Equal(t, http.StatusRequestURITooLong, resp.StatusCode)

		p := b.open(ok)
		ref := p.sendEventAndWait(wire.Event{Params: true, URL: long})
		require.Equal(t, "refused", p.outcome(ref))
		ref = p.sendEventAndWait(wire.Event{Params: true, URL: ok})
		require.Equal(t, "applied", p.outcome(ref))
		p.sendAndWait("live_test.action?name=patch")
		require.ErrorContains(t, patchErr, "live: Patch: the URL has")
		require.Equal(t, "/?q=short", p.URL())
	})
}

// Large headers of the GET and of the upgrade, and large values in the join, are not kept while a page
// is connected.
func TestSession_KeepsNoHeaders(t *testing.T) {
	const n, headerSize = 20, 200_000
	for name, client := range map[string]struct {
		header    http.Header
		clientKey func(*http.Request) string
		join      string
	}{
		"cookie":                {http.Header{"Cookie": {"live=abc; x=" + strings.Repeat("x", headerSize)}}, nil, joinMessage},
		"header":                {http.Header{"X-Large": {strings.Repeat("x", headerSize)}}, nil, joinMessage},
		"client key":            {http.Header{"X-Client": {"abc " + strings.Repeat("x", headerSize)}}, func(r *http.Request) string { return r.Header.Get("X-Client")[:3] }, joinMessage},
		"all of the client key": {http.Header{"X-Client": {strings.Repeat("x", headerSize)}}, func(r *http.Request) string { return r.Header.Get("X-Client") }, joinMessage},
		"join": {http.Header{}, nil, strings.Replace(joinMessage, `"width":1`,
			`"width":1,"tz":"`+strings.Repeat("x", 60_000)+`"`, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				page := live.Page(func(*http.Request) live.View { return &view{} })
				a := serve(t, &live.Server{Handler: page, ClientKey: client.clientKey}, nil)
				join := func() {
					b := a.browser()
					b.jar, b.header = nil, client.header
					b.get("/")
					conn := b.dialRaw("/")
					conn.write(client.join)
					require.Contains(t, conn.read(), "joined")
				}
				join()
				before := heapBytes()
				for range n {
					join()
				}
				require.Less(t, heapBytes()-before, n*40<<10, "bytes for %d pages", n)
				runtime.KeepAlive(a)
			})
		})
	}
}

// A browser that leaves its pages at once does not make the server keep the headers of its requests.
func TestSession_ClosedKeepsNoHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, headerSize = 20, 200_000
		a := serve(t, &live.Server{Handler: live.Page(func(*http.Request) live.View { return &view{} })}, nil)
		join := func() {
			b := a.browser()
			b.header.Set("X-Large", strings.Repeat("x", headerSize))
			conn := b.dialRaw("/")
			conn.write(joinMessage)
			require.Contains(t, conn.read(), "joined")
			conn.write(`["bye"]`)
			_, _, err := conn.ReadMessage()
			require.Error(t, err)
		}
		join()
		before := heapBytesNow()
		for range n {
			join()
		}
		require.Less(t, heapBytesNow()-before, n*40<<10)
		runtime.KeepAlive(a)
	})
}

// heapBytes returns the number of bytes of reachable memory, after 11 seconds.
func heapBytes() int {
	time.Sleep(10 * time.Second)
	synctest.Wait()
	return heapBytesNow()
}

// heapBytesNow returns the number of bytes of reachable memory, after a second.
func heapBytesNow() int {
	time.Sleep(time.Second) // the server closes connections after a delay
	synctest.Wait()
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
