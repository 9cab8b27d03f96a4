package redisbus_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/stretchr/testify/require"
)

// patience is how long something may take that happens in the end. It is waited for in full only when something is wrong.
const timeout = 20 * time.Second

// node opens a bus that notices soon when Redis does not answer, but not so soon that a busy machine looks like that.
func newBus(t testing.TB, url string, with ...func(*redisbus.Bus)) *redisbus.Bus {
	t.Helper()
	b := &redisbus.Bus{URL: url, Timeout: time.Second, ProbeInterval: 100 * time.Millisecond, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, set := range with {
		set(b)
	}
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// healthy is node, once messages pass.
func newHealthyBus(t testing.TB, url string, with ...func(*redisbus.Bus)) *redisbus.Bus {
	t.Helper()
	b := newBus(t, url, with...)
	waitOK(t, b)
	return b
}

func waitOK(t testing.TB, b *redisbus.Bus) {
	t.Helper()
	waitUntil(t, "the bus is OK", func() bool { return b.Health().OK })
}

func waitNotOK(t testing.TB, b *redisbus.Bus) {
	t.Helper()
	waitUntil(t, "the bus is not OK", func() bool { return !b.Health().OK })
}

// untilBack waits until messages pass again after an interruption that began after since.
func waitReconnected(t testing.TB, b *redisbus.Bus, since time.Time) {
	t.Helper()
	waitUntil(t, "the bus is OK again", func() bool { h := b.Health(); return h.OK && h.Since.After(since) })
}

func waitUntil(t testing.TB, what string, met func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(timeout); !met(); {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "does not happen", "%s, within %v", what, timeout)
		}
	}
}

// A diary keeps what one subscription was told.
type recorder struct {
	mu        sync.Mutex
	messages  []string
	lostCount int
}

func subscribe(t testing.TB, b *redisbus.Bus, topic string) *recorder {
	t.Helper()
	d := &recorder{}
	_, err := b.Subscribe(t.Context(), topic, d.record)
	require.NoError(t, err)
	return d
}

func (r *recorder) record(m pubsub.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m.Lost {
		r.lostCount++
	}
	if m.Data != nil {
		r.messages = append(r.messages, string(m.Data))
	}
}

func (r *recorder) received() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.messages
}

func (r *recorder) losses() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lostCount
}

func (r *recorder) has(data string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range r.messages {
		if h == data {
			return true
		}
	}
	return false
}

func (r *recorder) waitFor(t testing.TB, data string) {
	t.Helper()
	waitUntil(t, "heard: "+data, func() bool { return r.has(data) })
}

func (r *recorder) waitForLost(t testing.TB) {
	t.Helper()
	waitUntil(t, "Lost is heard", func() bool { return r.losses() > 0 })
}

func publish(t testing.TB, b *redisbus.Bus, topic, data string) {
	t.Helper()
	require.NoError(t, b.Publish(context.Background(), topic, []byte(data)))
}

// stream publishes "0", "1" … as fast as Redis answers, until enough, and returns how many.
func publishUntil(t testing.TB, b *redisbus.Bus, server *redistest.Server, enough func() bool) (n int) {
	t.Helper()
	waitUntil(t, "enough is published", func() bool {
		publish(t, b, "room", fmt.Sprint(n))
		n++
		server.Do(t, "PING")
		return enough()
	})
	return n
}

// missing are those of n streamed messages that were not heard.
func (r *recorder) missing(n int) (missing []string) {
	for i := range n {
		if data := fmt.Sprint(i); !r.has(data) {
			missing = append(missing, data)
		}
	}
	return missing
}
