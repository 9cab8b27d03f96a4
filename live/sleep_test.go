package live_test

import (
	"cmp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A page that sleeps is kept for SleepTimeout, which is ResumeTimeout by default, while its connection is open.
// The sticky view of the document, which is awake, stays.
func TestSleepTimeout(t *testing.T) {
	for name, srv := range map[string]*live.Server{
		"default":               {},
		"of a short resume":     {ResumeTimeout: 5 * time.Second},
		"longer than a resume":  {ResumeTimeout: 5 * time.Second, SleepTimeout: 20 * time.Second},
		"shorter than a resume": {SleepTimeout: 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			testSticky(t, srv, func(t *testing.T, s *stickySite) {
				timeout := cmp.Or(srv.SleepTimeout, srv.ResumeTimeout, 30*time.Second)
				p := s.openBoth(s.browser())
				require.NoError(t, p.Write(wire.Sleep))
				s.pass(timeout - time.Second)
				require.NoError(t, p.Write(wire.Wake))
				p.sendAndWait("live_test.action?name=add")
				require.Equal(t, "<p>1</p>", p.html(), "the page has woken in time")
				s.pass(timeout + time.Second)
				require.Equal(t, [2]int{0, 0}, s.unmounts(0), "the page is awake")
				p.act("add") // also answers pings

				require.NoError(t, p.Write(wire.Sleep))
				s.pass(timeout - time.Second)
				require.Equal(t, [2]int{0, 0}, s.unmounts(0))
				s.pass(2 * time.Second)
				require.Equal(t, [2]int{1, 0}, s.unmounts(0))
				p.requireClose(wire.Remount, wire.Gone)
			})
		})
	}
}

// A sleeping page whose connection is lost is kept for ResumeTimeout after that, and is awake when it is resumed.
func TestSleepTimeout_ConnectionLost(t *testing.T) {
	srv := &live.Server{ResumeTimeout: 20 * time.Second, SleepTimeout: 10 * time.Second}
	testSticky(t, srv, func(t *testing.T, s *stickySite) {
		p := s.openBoth(s.browser())
		for range 2 {
			require.NoError(t, p.Write(wire.Sleep))
			require.NoError(t, p.sticky.Sleep())
			s.pass(9 * time.Second)
			require.NoError(t, p.Abort())
			s.pass(19 * time.Second)
			require.Equal(t, [2]int{0, 0}, s.unmounts(0))
			require.NoError(t, p.resume())
			p.waitSticky()
			s.pass(25 * time.Second)
			p.act("add")
		}
		require.NoError(t, p.Write(wire.Sleep))
		require.NoError(t, p.Abort())
		s.pass(21 * time.Second)
		require.Equal(t, [2]int{1, 1}, s.unmounts(0))
	})
}
