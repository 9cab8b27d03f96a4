package live

import (
	"fmt"
	"time"
)

// Every calls fn in the session every d, until the view is unmounted, the first time d after the browser has joined. A tick
// that comes while another waits is dropped; while the connection is lost, ticks collapse into one. d must be positive, or Every panics.
func Every(s *Socket, d time.Duration, fn func(*Socket, time.Time) error) (stop func()) {
	if d <= 0 {
		panic(fmt.Sprintf("live: Every with a duration that is not positive in %q", d))
	}
	inst := s.inst
	t := inst.prog.ses.Every(d, func(now time.Time) { s.run("Every", func() error { return fn(s, now) }) })
	inst.cleanups = append(inst.cleanups, t.Stop)
	return t.Stop
}
