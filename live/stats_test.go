package live_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// Whatever the reason, a refusal is counted once.
func TestStats_Refused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a := serve(t, &live.Server{Handler: f.handler(), MaxSessionsPerClient: 2}, nil)
		requireRefused := func(want uint64, reason string) {
			synctest.Wait()
			require.Equal(t, want, a.live.Stats().Refused, reason)
		}
		b := a.browser()
		b.open("/")
		b.open("/")
		requireBusy(t, b.load("/"))
		requireRefused(1, "too many sessions")

		first, second := b.dialRaw("/"), b.dialRaw("/")
		_, resp, err := b.dial("/")
		require.Error(t, err)
		require.Equal(t, 503, resp.StatusCode)
		requireRefused(2, "too many connections that have not joined")
		require.NoError(t, first.Close())
		require.NoError(t, second.Close())
		synctest.Wait()

		b.header["Origin"] = []string{"https://evil.test"}
		_, _, err = b.dial("/")
		require.Error(t, err)
		requireRefused(3, "another origin")
		delete(b.header, "Origin")

		b.sendRaw("GET / HTTP/1.1", "Sec-WebSocket-Protocol: lively.2", "Host: lively.test")
		requireRefused(4, "a proxy without Upgrade")
	})
}

func TestStats_RefusedAfterTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := serveHandler(t, &live.Server{JoinTimeout: time.Second}, poll)
		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		conn.requireClose(wire.Timeout.Code(), wire.Timeout)
		synctest.Wait()
		require.Equal(t, uint64(1), a.live.Stats().Refused)
	})
}

// Nested views are part of their page for all counters but Sessions and the bytes.
func TestStats_NestedViews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := counterView("page", nested("a", counterView("a", nested("b", counterView("b")))), nested("c", counterView("c")))
		a := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil)
		c, _ := a.browser().joinRaw()
		synctest.Wait()
		got := a.live.Stats()
		require.Equal(t, live.Stats{Attached: 1, Sessions: 4, Adopted: 1, BytesSent: got.BytesSent, BytesReceived: got.BytesReceived}, got)
		require.NoError(t, c.Close())
		synctest.Wait()
		got = a.live.Stats()
		require.Equal(t, live.Stats{Detached: 1, Sessions: 4, Adopted: 1, BytesSent: got.BytesSent, BytesReceived: got.BytesReceived}, got)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		require.Zero(t, a.live.Stats().Sessions)
	})
}
