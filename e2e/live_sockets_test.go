package e2e

import (
	"context"
	"fmt"
	"io"
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
	"github.com/lively-go/lively/live"
)

// Fifty clients join, press a button, lose the connection, resume, press again and leave. Fifty
// more lose the connection for good. Afterwards the server has no view and no goroutine left. The
// test is not parallel because it counts goroutines.
func TestSessionsLeaveNothingBehind(t *testing.T) {
	var journal views.Journal
	newPad := func() *live.Server {
		return newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} }))
	}
	// Sessions that are resumed need a long ResumeTimeout on a busy machine. Those that are not
	// need a short one.
	srv, shortSrv := newPad(), newPad()
	shortSrv.ResumeTimeout = time.Millisecond
	p := NewProxy(t, newSite(t, srv).addr)
	short := NewProxy(t, newSite(t, shortSrv).addr)
	before := countGoroutines()

	const clients, presses = 50, 20
	var all sync.WaitGroup
	for range clients {
		all.Go(func() { runClient(t, p.URL(), presses, true) })
		all.Go(func() { runClient(t, short.URL(), presses, false) })
	}
	all.Wait()
	eventually(t, func() bool { return journal.Count("unmount") == 2*clients }, func() string {
		return fmt.Sprintf("%d of %d views are unmounted", journal.Count("unmount"), 2*clients)
	})
	require.Equal(t, 2*clients, journal.Count("mount"))
	for n := range presses {
		require.Equal(t, 2*clients, journal.Count("press "+strconv.Itoa(n)), "press %d of each client, once", n)
	}
	p.CutAll() // the proxies have goroutines for their connections
	short.CutAll()
	eventually(t, func() bool { return runtime.NumGoroutine() <= before }, func() string {
		stacks := make([]byte, 1<<20)
		return string(stacks[:runtime.Stack(stacks, true)])
	})

	ctx, cancel := context.WithTimeout(context.Background(), waitTimeout)
	defer cancel()
	require.NoError(t, srv.Shutdown(ctx))
	require.NoError(t, shortSrv.Shutdown(ctx))
}

// countGoroutines returns the number of goroutines after it has stopped falling.
func countGoroutines() int {
	n := runtime.NumGoroutine()
	for range 20 {
		runtime.Gosched()
		n = min(n, runtime.NumGoroutine())
	}
	return n
}

// runClient loads the page, joins, sends the presses, and leaves. With resume, the connection is
// cut after half of the presses, and resumed. Without, it is cut at the end instead of leaving.
func runClient(t *testing.T, origin string, presses int, resume bool) {
	browser := client.NewBrowser(nil)
	resp, err := browser.Get(origin + "/")
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
		ws, _, err := client.Dial(t.Context(), browser, origin, "/", nil)
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
	if resume {
		assert.NoError(t, c.Abort()) // before anything is read: the server does not know what arrived
		assert.NoError(t, c.Resume(dial()))
	}
	press(presses/2, presses)
	isShown := func() bool {
		return strings.Contains(string(c.Document().AppendCanonical(nil)), "<output>"+strconv.Itoa(presses)+"</output>")
	}
	for c.Acknowledged() < presses || !isShown() {
		if _, err := c.Read(); !assert.NoError(t, err) {
			return
		}
	}
	if resume {
		assert.NoError(t, c.Write(wire.Bye))
	}
	assert.NoError(t, c.Abort())
}
