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
const patience = 20 * time.Second

// node opens a bus that notices soon when Redis does not answer, but not so soon that a busy machine looks like that.
func node(t testing.TB, url string, with ...func(*redisbus.Bus)) *redisbus.Bus {
	t.Helper()
	b := &redisbus.Bus{URL: url, Timeout: time.Second, ProbeInterval: 100 * time.Millisecond, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, set := range with {
		set(b)
	}
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// healthy is node, once messages pass.
func healthy(t testing.TB, url string, with ...func(*redisbus.Bus)) *redisbus.Bus {
	t.Helper()
	b := node(t, url, with...)
	untilOK(t, b)
	return b
}

func untilOK(t testing.TB, b *redisbus.Bus) {
	t.Helper()
	until(t, "the bus is OK", func() bool { return b.Health().OK })
}

func untilNotOK(t testing.TB, b *redisbus.Bus) {
	t.Helper()
	until(t, "the bus is not OK", func() bool { return !b.Health().OK })
}

// untilBack waits until messages pass again after an interruption that began after since.
func untilBack(t testing.TB, b *redisbus.Bus, since time.Time) {
	t.Helper()
	until(t, "the bus is OK again", func() bool { h := b.Health(); return h.OK && h.Since.After(since) })
}

func until(t testing.TB, what string, met func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); !met(); {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "does not happen", "%s, within %v", what, patience)
		}
	}
}

// A diary keeps what one subscription was told.
type diary struct {
	mu    sync.Mutex
	heard []string
	lost  int
}

func listen(t testing.TB, b *redisbus.Bus, topic string) *diary {
	t.Helper()
	d := &diary{}
	_, err := b.Subscribe(t.Context(), topic, d.hear)
	require.NoError(t, err)
	return d
}

func (d *diary) hear(m pubsub.Message) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m.Lost {
		d.lost++
	}
	if m.Data != nil {
		d.heard = append(d.heard, string(m.Data))
	}
}

func (d *diary) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.heard
}

func (d *diary) losses() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lost
}

func (d *diary) has(data string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, h := range d.heard {
		if h == data {
			return true
		}
	}
	return false
}

func (d *diary) untilHas(t testing.TB, data string) {
	t.Helper()
	until(t, "heard: "+data, func() bool { return d.has(data) })
}

func (d *diary) untilLost(t testing.TB) {
	t.Helper()
	until(t, "Lost is heard", func() bool { return d.losses() > 0 })
}

func publish(t testing.TB, b *redisbus.Bus, topic, data string) {
	t.Helper()
	require.NoError(t, b.Publish(context.Background(), topic, []byte(data)))
}

// stream publishes "0", "1" … as fast as Redis answers, until enough, and returns how many.
func stream(t testing.TB, b *redisbus.Bus, server *redistest.Server, enough func() bool) (n int) {
	t.Helper()
	until(t, "enough is published", func() bool {
		publish(t, b, "room", fmt.Sprint(n))
		n++
		server.Do(t, "PING")
		return enough()
	})
	return n
}

// missing are those of n streamed messages that were not heard.
func (d *diary) missing(n int) (missing []string) {
	for i := range n {
		if data := fmt.Sprint(i); !d.has(data) {
			missing = append(missing, data)
		}
	}
	return missing
}
