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

// When more browsers are lost than the server waits for, the oldest of the client with most is given up; nobody who is connected is.
func TestMaxDetached_EvictsOldestOfLargestClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		addr := "home"
		srv := &live.Server{
			Handler:     live.Page(func(*http.Request) live.View { return newTable(1) }),
			MaxDetached: 3, Log: slog.New(slog.DiscardHandler),
			ClientKey: func(*http.Request) string { return addr },
		}
		connected, person := livetest.Open(t, srv), livetest.Open(t, srv)
		person.Disconnect()
		addr = "flood"
		var flood []*livetest.Page
		for range 5 {
			flood = append(flood, livetest.Open(t, srv).Disconnect())
			synctest.Wait()
		}
		mounts := func(p *livetest.Page) int { return p.Resume().Mounts() }
		require.Equal(t, 1, mounts(person))
		require.Equal(t, 2, mounts(flood[0]))
		require.Equal(t, 2, mounts(flood[2]))
		require.Equal(t, 1, mounts(flood[3]))
		require.Equal(t, 1, mounts(flood[4]))
		require.Equal(t, 1, connected.Click(".tap").Mounts())

		// Places are free again.
		for _, p := range append(flood[2:], person) {
			p.Disconnect().Resume().Disconnect().Resume()
		}
		require.Equal(t, 1, person.Mounts())
	})
}

// A limit before or behind the server that is reached for a moment costs no session: the browser comes again, and nothing is lost.
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
		quiet := slog.New(slog.DiscardHandler)
		for where, h := range map[string]http.Handler{
			"outside": limit(&live.Server{Handler: page, Log: quiet}),
			"inside":  &live.Server{Handler: limit(page), Log: quiet},
		} {
			t.Run(fmt.Sprint(where, " ", status), func(t *testing.T) {
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
