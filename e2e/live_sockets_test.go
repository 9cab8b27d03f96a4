package e2e

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// Fifty browsers, without a screen, over TCP: they join, press a button, are cut off, resume, press again and leave; some are cut off and
// stay away. Nothing is left in the server: no goroutine, no view, no timer that keeps one. It is not parallel: it counts.
func TestSessionsLeaveNothingBehind(t *testing.T) {
	var journal views.Journal
	srv := newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} }))
	srv.ResumeTimeout = 2 * time.Second
	s := newSite(t, srv)
	p := NewProxy(t, s.addr)
	before := countGoroutines()

	const visitors, presses = 50, 20
	var all sync.WaitGroup
	for i := range visitors {
		all.Go(func() { runClient(t, p.URL(), presses, i%5 == 0) })
	}
	all.Wait()
	eventually(t, func() bool { return journal.Count("unmount") == visitors }, func() string {
		return strconv.Itoa(journal.Count("unmount")) + " views are unmounted"
	})
	require.Equal(t, visitors, journal.Count("mount"))
	for n := range presses {
		require.Equal(t, visitors, journal.Count("press "+strconv.Itoa(n)), "press %d of each visitor, once", n)
	}
	p.CutAll() // what the proxy keeps open is its own
	eventually(t, func() bool { return runtime.NumGoroutine() <= before }, func() string {
		stacks := make([]byte, 1<<20)
		return string(stacks[:runtime.Stack(stacks, true)])
	})

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	require.NoError(t, srv.Shutdown(ctx))
}

// settled is the number of goroutines when it has stopped to fall.
func countGoroutines() int {
	n := runtime.NumGoroutine()
	for range 20 {
		runtime.Gosched()
		n = min(n, runtime.NumGoroutine())
	}
	return n
}

// visit is one visitor: a page, half of the presses, a cut, the other half. One who vanishes says no goodbye.
func runClient(t *testing.T, origin string, presses int, vanish bool) {
	jar, _ := cookiejar.New(nil)
	web := http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := web.Get(origin + "/")
	if !assert.NoError(t, err) {
		return
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	assert.NoError(t, err)
	page, err := client.ParsePage("/", body)
	assert.NoError(t, err)
	c, err := client.New(page)
	if !assert.NoError(t, err) {
		return
	}
	dial := func() *websocket.Conn {
		at, _ := url.Parse(origin)
		d := websocket.Dialer{Jar: jar, Subprotocols: []string{wire.Protocol}}
		ws, _, err := d.Dial("ws://"+at.Host+"/", http.Header{"Origin": {origin}})
		assert.NoError(t, err)
		return ws
	}
	press := func(from, to int) {
		for n := from; n < to; n++ {
			_, err := c.Send(wire.Event{URL: "views.Press?n=" + strconv.Itoa(n)})
			assert.NoError(t, err)
		}
	}
	assert.NoError(t, c.Join(dial()))
	assert.True(t, c.Adopted())
	press(0, presses/2)
	assert.NoError(t, c.Cut()) // nothing has been read: the server does not know what arrived
	assert.NoError(t, c.Resume(dial()))
	press(presses/2, presses)
	shown := func() bool {
		return strings.Contains(string(c.Doc().AppendCanonical(nil)), "<output>"+strconv.Itoa(presses)+"</output>")
	}
	for c.Acknowledged() < presses || !shown() {
		if _, err := c.Read(); !assert.NoError(t, err) {
			return
		}
	}
	if !vanish {
		assert.NoError(t, c.Write(wire.Bye))
	}
	assert.NoError(t, c.Cut())
}
