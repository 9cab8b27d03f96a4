package redisbus

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Health is how a bus is.
type Health struct {
	OK      bool          // messages pass: the last probe came back
	Since   time.Time     // when OK became what it is
	Err     error         // what went wrong last, nil if nothing has since Open
	Latency time.Duration // how long the last probe took to Redis and back, zero if none has
}

// Health says how the bus is: on a cluster, how the worst of its connections is. Call it as often as you like: it only looks,
// and opens the bus if nothing has. Of a bus that is closed or cannot open, Err says so.
func (b *Bus) Health() Health {
	if err := b.checkOpen(context.Background()); err != nil {
		return Health{Err: err}
	}
	worst := b.shards[0].health.get()
	for _, s := range b.shards[1:] {
		h := s.health.get()
		lag := max(worst.Latency, h.Latency)
		if worst.OK && !h.OK || worst.OK == h.OK && h.Since.After(worst.Since) {
			worst = h
		}
		worst.Latency = lag
	}
	return worst
}

// health is that of a line.
type health struct {
	log *slog.Logger

	mu            sync.Mutex
	current       Health
	lastRejection string // the last one in the log
}

func newHealth(log *slog.Logger) *health {
	return &health{log: log, current: Health{Since: time.Now()}}
}

func (h *health) get() Health {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.current
}

// prove is called when a probe has come back.
func (h *health) setOK(lag time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current.Latency = lag
	if !h.current.OK {
		if h.current.Err != nil {
			h.log.Info("redisbus: messages pass again", "after", time.Since(h.current.Since))
		}
		h.current.OK, h.current.Since = true, time.Now()
	}
}

// fail is called when a connection has ended, or could not be made.
func (h *health) setFailed(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.current.OK || h.current.Err == nil {
		h.log.Warn("redisbus: no messages pass between nodes", "error", err)
	}
	if h.current.OK {
		h.current.OK, h.current.Since = false, time.Now()
	}
	h.current.Err = err
}

// refused is called when Redis does not accept a message. It is logged when it says something new.
func (h *health) setRejected(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current.Err = err
	if h.lastRejection != err.Error() {
		h.lastRejection = err.Error()
		h.log.Warn("redisbus: Redis refuses a message", "error", err)
	}
}
