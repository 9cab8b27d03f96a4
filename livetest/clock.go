package livetest

import (
	"testing/synctest"
	"time"
)

// A clock is real, or that of a synctest bubble.
type clock struct{ bubble bool }

func newClock() (c clock) {
	defer func() { _ = recover() }() // Wait panics outside of a bubble
	synctest.Wait()
	return clock{bubble: true}
}

// idle waits, in a bubble, until every goroutine of it waits.
func (c clock) waitIdle() {
	if c.bubble {
		synctest.Wait()
	}
}

// patience is how long a server may take to answer. In a bubble time costs nothing.
func (c clock) timeout() time.Duration {
	if c.bubble {
		return time.Hour
	}
	return 10 * time.Second
}
