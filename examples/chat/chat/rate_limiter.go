package chat

import (
	"sync"
	"time"
)

const (
	rateLimit  = 5 // messages per rateWindow
	rateWindow = 10 * time.Second
)

// rateLimiter limits the messages of each browser, in all its tabs on this node. The zero value is
// ready to use.
type rateLimiter struct {
	mu        sync.Mutex
	sent      map[string][]time.Time // by browser
	lastSweep time.Time
}

// allow reports whether browser may send another message, and counts it if so.
func (l *rateLimiter) allow(browser string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sent == nil {
		l.sent = map[string][]time.Time{}
	}
	if now.Sub(l.lastSweep) >= rateWindow { // remove idle browsers
		for b := range l.sent {
			if l.sent[b] = recent(l.sent[b], now); len(l.sent[b]) == 0 {
				delete(l.sent, b)
			}
		}
		l.lastSweep = now
	}
	times := recent(l.sent[browser], now)
	if len(times) >= rateLimit {
		l.sent[browser] = times
		return false
	}
	l.sent[browser] = append(times, now)
	return true
}

// recent returns the times within the last rateWindow.
func recent(times []time.Time, now time.Time) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= rateWindow {
		times = times[1:]
	}
	return times
}
