package main

import (
	"math/rand/v2"
	"time"
)

// A retry determines how long a page waits before it connects again, as js/src/backoff.ts and
// js/src/session.ts do.
type retry struct {
	maxDelay       time.Duration
	attempts       int       // in a row
	elsewhereSince time.Time // when another node first answered; zero if it did not
}

const (
	baseDelay        = time.Second
	steadyAttempts   = 13              // that wait no longer than baseDelay
	stableAfter      = 5 * time.Second // a connection that lasted this long resets the backoff
	elsewhereTimeout = 4 * time.Second
)

// lost records that a connection that was live since a time is lost.
func (r *retry) lost(liveSince time.Time) {
	if time.Since(liveSince) > stableAfter {
		r.attempts = 0
	}
}

// backoff returns the time to wait before the next attempt.
func (r *retry) backoff() time.Duration {
	limit := min(r.maxDelay, baseDelay<<min(10, max(0, r.attempts-steadyAttempts)))
	least := limit / 2
	if r.attempts == 0 {
		least = 0
	}
	r.attempts++
	return least + rand.N(limit/2)
}

// soon is like backoff, but short however long the server was away.
func (r *retry) soon() time.Duration {
	r.attempts = min(r.attempts, steadyAttempts)
	return r.backoff()
}

// late is like backoff, but long.
func (r *retry) late() time.Duration {
	r.attempts = max(r.attempts, steadyAttempts)
	return r.backoff()
}

// elsewhere records that another node than that of the session has answered. It reports whether to
// try to reach that of the session.
func (r *retry) elsewhere() bool {
	if r.elsewhereSince.IsZero() {
		r.elsewhereSince = time.Now()
	}
	if time.Since(r.elsewhereSince) < elsewhereTimeout {
		return true
	}
	r.elsewhereSince = time.Time{}
	return false
}
