package redisbus

import (
	"math/rand/v2"
	"time"
)

// retry computes the delay before a reconnect. It grows with each failure until a connection was
// stable.
type retry struct {
	stableAfter time.Duration // duration after which a connection counts as stable; one without a returned probe ends sooner
	failures    int
}

func (r *retry) delay(connected time.Duration) time.Duration {
	const minDelay, maxDelay = 50 * time.Millisecond, 5 * time.Second
	if connected > r.stableAfter {
		r.failures = 0
	}
	d := min(minDelay<<min(r.failures, 10), maxDelay)
	r.failures++
	return d/2 + rand.N(d/2) // jitter, so that the nodes do not reconnect at once
}
