package redisbus

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Health is the state of a bus.
type Health struct {
	OK      bool          // messages are delivered: the last probe has returned
	Since   time.Time     // when OK last changed
	Err     error         // the last error; nil if there was none since the bus was opened
	Latency time.Duration // round-trip time of the last probe; zero if none has returned
}

// Health returns the state of the bus; on a cluster, that of its worst connection and the longest
// Latency. It is cheap, and opens the bus if necessary. If the bus is closed or cannot be opened,
// OK is false and Err is the reason.
func (b *Bus) Health() Health {
	if err := b.checkOpen(context.Background()); err != nil {
		return Health{Err: err}
	}
	worst := b.shards[0].health.get()
	for _, s := range b.shards[1:] {
		h := s.health.get()
		latency := max(worst.Latency, h.Latency)
		if worst.OK && !h.OK || worst.OK == h.OK && h.Since.After(worst.Since) {
			worst = h
		}
		worst.Latency = latency
	}
	return worst
}

// health is the state of a shard.
type health struct {
	log *slog.Logger

	mu            sync.Mutex
	current       Health
	lastRejection string // the last one logged
}

func newHealth(log *slog.Logger) *health {
	return &health{log: log, current: Health{Since: time.Now()}}
}

func (h *health) get() Health {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.current
}

// setOK is called when a probe has returned.
func (h *health) setOK(latency time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current.Latency = latency
	if !h.current.OK {
		if h.current.Err != nil {
			h.log.Info("redisbus: recovered", "after", time.Since(h.current.Since))
		}
		h.current.OK, h.current.Since = true, time.Now()
	}
}

// setFailed is called when a connection has ended or could not be made.
func (h *health) setFailed(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.current.OK || h.current.Err == nil {
		h.log.Warn("redisbus: connection lost; nodes are isolated", "error", err)
	}
	if h.current.OK {
		h.current.OK, h.current.Since = false, time.Now()
	}
	h.current.Err = err
}

// setRejected is called when Redis rejects a message. It logs an error only if it differs from the
// last one.
func (h *health) setRejected(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current.Err = err
	if h.lastRejection != err.Error() {
		h.lastRejection = err.Error()
		h.log.Warn("redisbus: Redis rejected a message", "error", err)
	}
}
