package live_test

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A connection retains none of the pages that were left and have ended, also not the first one. A sticky
// view retains none of the pages with which it was shown.
func TestNavigation_NoLeaks(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		n := s.openWithSticky(s.browser(), "/a")
		n.b.header.Set("Live-Sticky", "player")
		n.requireActive(0, added)
		time.Sleep(time.Minute) // the request that opened the connection is not needed any more
		const pages = 20
		last := 0
		for range pages {
			p := n.fetchPage("/b")
			n.send(last, `["sleep"]`)
			last = n.next
			n.next += 2
			n.write(wrapped(last, joinURL(p.URL, p.Token)))
			for reply := ""; !strings.Contains(reply, "joined"); reply = n.read() { // or the end of another one
			}
		}
		synctest.Wait()
		require.Len(t, s.views.views, pages+1)
		require.Equal(t, 5, s.live.Stats().Sessions) // 3 pages sleep, and one and a sticky view are shown
		require.Zero(t, s.live.Stats().Unadopted)

		var collected atomic.Int64
		for _, v := range s.views.views {
			runtime.AddCleanup(v, func(c *atomic.Int64) { c.Add(1) }, &collected)
		}
		s.views.views = nil
		for range 6 { // timers that were stopped are forgotten, and the pages that sleep end
			time.Sleep(10 * time.Second)
			for n.write(`["h"]`); n.read() != `["h"]`; {
			}
		}
		for range 200 {
			if runtime.GC(); collected.Load() == pages {
				break
			}
			runtime.Gosched()
		}
		require.EqualValues(t, pages, collected.Load())
		require.Equal(t, 2, s.live.Stats().Attached)
	})
}
