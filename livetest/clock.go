package livetest

import (
	"testing/synctest"
	"time"
)

// A clock is the real clock, or the virtual clock of a synctest bubble.
type clock struct{ bubble bool }

// newClock returns the clock of the calling goroutine.
func newClock() (c clock) {
	defer func() { _ = recover() }() // Wait panics outside of a bubble
	synctest.Wait()
	return clock{bubble: true}
}

// waitIdle waits, in a bubble, until all other goroutines of the bubble are blocked.
func (c clock) waitIdle() {
	if c.bubble {
		synctest.Wait()
	}
}

// timeout returns how long to wait for the server before the test fails.
func (c clock) timeout() time.Duration {
	if c.bubble {
		return time.Hour
	}
	return 10 * time.Second
}

// timeSlice is the unit in which afterFunc measures real time.
const timeSlice = 10 * time.Millisecond

// afterFunc calls f in its own goroutine after d, unless stop is called before. stop must be called
// once. Real time is measured in slices, and a slice that ends late still counts as one: on a busy
// machine, or while the process is suspended or stopped by a debugger, the timeout extends
// accordingly.
func (c clock) afterFunc(d time.Duration, f func()) (stop func()) {
	if c.bubble {
		timer := time.AfterFunc(d, f)
		return func() { timer.Stop() }
	}
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(timeSlice)
		defer ticker.Stop()
		for range d / timeSlice {
			select {
			case <-ticker.C:
			case <-done:
				return
			}
		}
		f()
	}()
	return func() { close(done) }
}
