package live

import (
	"fmt"
	"time"
)

// Every calls fn every d until the view is unmounted or stop is called. The first call is d after
// the browser has joined. If fn is slow, or while the connection is lost, missed ticks are dropped:
// at most one is pending. An error returned by fn is logged, and the user sees that something went
// wrong. If fn panics or calls [runtime.Goexit], that is logged and the view is remounted. Every
// panics if d is not positive. stop may be called more than once.
func Every(s *Socket, d time.Duration, fn func(*Socket, time.Time) error) (stop func()) {
	if d <= 0 {
		panic(fmt.Sprintf("live: Every: non-positive interval %v", d))
	}
	if s.misused("Every") != nil || s.inst.ctx.Err() != nil {
		return func() {}
	}
	inst := s.inst
	t := inst.prog.ses.Page.Every(d, func(now time.Time) { s.run("Every", func() error { return fn(s, now) }) })
	return inst.addCleanup(t.Stop).run
}
