package live_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// The page is rechecked for its sticky view, too. When the login ends, both end.
func TestSticky_Recheck(t *testing.T) {
	testSticky(t, &live.Server{RecheckInterval: time.Minute}, func(t *testing.T, s *stickySite) {
		p := s.openBoth(s.browser().withUser("ann"))
		gets := s.gets["/"]
		start := time.Now()
		for n := range 5 {
			p.readRecheck()
			p.act("add")
			require.Equal(t, gets+n+1, s.gets["/"], "one for both")
		}
		require.Greater(t, time.Since(start), 2*time.Minute)
		s.handle = func(w http.ResponseWriter, r *http.Request) bool {
			http.Error(w, "no", http.StatusForbidden)
			return true
		}
		p.requireClose(wire.Reload, wire.NotLive)
		require.NoError(t, p.Abort())
		s.pass(31 * time.Second)
		require.Equal(t, [2]int{1, 1}, s.unmounts(0))
		require.Zero(t, live.OpenCount(s.live))
	})
}

// When another user has the browser, the page ends. A client that keeps the connection open for the sticky view
// does not keep that for longer than another interval.
func TestSticky_RecheckOfOtherUser(t *testing.T) {
	testSticky(t, &live.Server{RecheckInterval: time.Minute}, func(t *testing.T, s *stickySite) {
		b := s.browser().withUser("ann")
		p := s.openBoth(b)
		b.withUser("bob")
		_, err := p.Read()
		for err == nil {
			_, err = p.Read()
		}
		requireCloseError(t, err, wire.Remount, wire.Identity)
		synctest.Wait()
		require.Equal(t, [2]int{1, 0}, s.unmounts(0))
		p.act("add")
		start := time.Now()
		p.requireClose(wire.Remount, wire.Identity)
		require.LessOrEqual(t, time.Since(start), time.Minute)
		require.Equal(t, [2]int{1, 1}, s.unmounts(0))
	})
}
