package redisbus

import (
	"math/rand/v2"
	"time"
)

// retry says how long to wait before connecting again: longer each time, until a connection has held.
type retry struct {
	stableAfter time.Duration // for a connection to have held; one that is never proved ends sooner
	failures    int
}

func (r *retry) delay(held time.Duration) time.Duration {
	const first, most = 50 * time.Millisecond, 5 * time.Second
	if held > r.stableAfter {
		r.failures = 0
	}
	d := min(first<<min(r.failures, 10), most)
	r.failures++
	return d/2 + rand.N(d/2) // not all nodes at once
}
