package live_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Above MaxDetached, the oldest detached session of the client with the most is discarded.
// Connected sessions are never discarded.
func TestMaxDetached_EvictsOldestOfLargestClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		addr := "client"
		srv := &live.Server{
			Handler:     live.Page(func(*http.Request) live.View { return newTable(1) }),
			MaxDetached: 3, Log: slog.New(slog.DiscardHandler),
			ClientKey: func(*http.Request) string { return addr },
		}
		connected, other := livetest.Open(t, srv), livetest.Open(t, srv)
		other.Disconnect()
		addr = "flood"
		var flood []*livetest.Page
		for range 5 {
			flood = append(flood, livetest.Open(t, srv).Disconnect())
			synctest.Wait()
		}
		mounts := func(p *livetest.Page) int { return p.Resume().Mounts() }
		require.Equal(t, 1, mounts(other))
		require.Equal(t, 2, mounts(flood[0]))
		require.Equal(t, 2, mounts(flood[2]))
		require.Equal(t, 1, mounts(flood[3]))
		require.Equal(t, 1, mounts(flood[4]))
		require.Equal(t, 1, connected.Click(".tap").Mounts())

		// Resumed sessions no longer count.
		for _, p := range append(flood[2:], other) {
			p.Disconnect().Resume().Disconnect().Resume()
		}
		require.Equal(t, 1, other.Mounts())
	})
}

// A transient error status of a middleware or proxy does not end a session: the client retries and
// nothing is lost.
func TestResume_RetriesAfterTransientStatus(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout} {
		refuse := 0
		limit := func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if refuse > 0 {
					refuse--
					w.WriteHeader(status)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
		page := live.Page(func(*http.Request) live.View { return newTable(1) })
		logger := slog.New(slog.DiscardHandler)
		for position, h := range map[string]http.Handler{
			"outside": limit(&live.Server{Handler: page, Log: logger}),
			"inside":  &live.Server{Handler: limit(page), Log: logger},
		} {
			t.Run(fmt.Sprint(position, " ", status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := livetest.Open(t, h).Click(".tap").Disconnect()
					p.Click(".tap")
					refuse = 3
					p.Resume()
					require.Zero(t, refuse)
					require.Equal(t, 1, p.Mounts())
					require.Contains(t, p.Text("li"), "1: 2")
				})
			})
		}
	}
}
