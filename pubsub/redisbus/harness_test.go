package redisbus_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/stretchr/testify/require"
)

const (
	// waitTimeout bounds every wait. It is reached only if something is wrong, although the machine may
	// stop for seconds.
	waitTimeout = 2 * time.Minute

	// timeout is the Timeout of a bus, which is not reached on a busy machine.
	timeout = 20 * time.Second
)

// newBus opens a bus whose Timeout is timeout.
func newBus(t testing.TB, url string, with ...func(*redisbus.Bus)) *redisbus.Bus {
	t.Helper()
	log := slog.New(&outageCounter{Handler: slog.NewTextHandler(io.Discard, nil)})
	b := &redisbus.Bus{URL: url, Timeout: timeout, ProbeInterval: 100 * time.Millisecond, Log: log}
	for _, set := range with {
		set(b)
	}
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// newHealthyBus is like newBus, but waits until the bus is connected.
func newHealthyBus(t testing.TB, url string, with ...func(*redisbus.Bus)) *redisbus.Bus {
	t.Helper()
	b := newBus(t, url, with...)
	waitOK(t, b)
	return b
}

// shortTimeout is for tests of failures that only a timeout detects. A busy machine may look like
// such a failure, so these tests must accept further outages.
func shortTimeout(b *redisbus.Bus) { b.Timeout = time.Second }

// An outageCounter counts in the log of a bus how often its connection was lost.
type outageCounter struct {
	slog.Handler
	n atomic.Int32
}

func (c *outageCounter) Handle(ctx context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "connection lost") {
		c.n.Add(1)
	}
	return c.Handler.Handle(ctx, r)
}

func outages(buses ...*redisbus.Bus) (n int) {
	for _, b := range buses {
		n += int(b.Log.Handler().(*outageCounter).n.Load())
	}
	return n
}

func waitOK(t testing.TB, b *redisbus.Bus) {
	t.Helper()
	waitUntil(t, "the bus is OK", func() bool { return b.Health().OK })
}

func waitNotOK(t testing.TB, b *redisbus.Bus) {
	t.Helper()
	waitUntil(t, "the bus is not OK", func() bool { return !b.Health().OK })
}

// hasFailed reports whether the bus has detected a failure after since, from which it may have
// recovered.
func hasFailed(b *redisbus.Bus, since time.Time) bool {
	h := b.Health()
	return !h.OK || h.Since.After(since)
}

// waitReconnected waits until the bus has recovered from a failure after since.
func waitReconnected(t testing.TB, b *redisbus.Bus, since time.Time) {
	t.Helper()
	waitUntil(t, "the bus is OK again", func() bool { h := b.Health(); return h.OK && h.Since.After(since) })
}

func waitUntil(t testing.TB, what string, met func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(waitTimeout); !met(); {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "timeout", "%s: not within %v", what, waitTimeout)
		}
	}
}

// A recorder records what a subscription receives.
type recorder struct {
	mu        sync.Mutex
	messages  []string
	lostCount int
}

func subscribe(t testing.TB, b *redisbus.Bus, topic string) *recorder {
	t.Helper()
	r := &recorder{}
	_, err := b.Subscribe(t.Context(), topic, r.record)
	require.NoError(t, err)
	return r
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

func (r *recorder) has(data string) bool { return slices.Contains(r.received(), data) }

func (r *recorder) waitFor(t testing.TB, data string) {
	t.Helper()
	waitUntil(t, "received "+data, func() bool { return r.has(data) })
}

func (r *recorder) waitForLost(t testing.TB) {
	t.Helper()
	waitUntil(t, "received Lost", func() bool { return r.losses() > 0 })
}

// requireLostOnce requires one Lost. If there were more outages than expected, each may have caused
// another one.
func (r *recorder) requireLostOnce(t testing.TB, expectedOutages int, buses ...*redisbus.Bus) {
	t.Helper()
	require.Positive(t, r.losses())
	require.LessOrEqual(t, r.losses(), 1+max(0, outages(buses...)-expectedOutages), "received Lost more than once")
}

func publish(t testing.TB, b *redisbus.Bus, topic, data string) {
	t.Helper()
	require.NoError(t, b.Publish(context.Background(), topic, []byte(data)))
}

// A detachable is a bus whose connections to Redis a test can interrupt, independently of other
// buses.
type detachable struct {
	*redisbus.Bus
	server *redistest.Server
}

func newDetachable(t *testing.T, server *redistest.Server, with ...func(*redisbus.Bus)) detachable {
	t.Helper()
	server.Do(t, "ACL", "SETUSER", "detachable", "on", ">secret", "resetchannels", "&lively*", "resetkeys", "~lively*",
		"+publish", "+subscribe", "+unsubscribe", "+eval", "+xadd", "+xrange", "+xrevrange", "+pexpire")
	return detachable{newHealthyBus(t, "redis://detachable:secret@"+server.Addr, with...), server}
}

func (d detachable) detach(t *testing.T) {
	t.Helper()
	d.server.Do(t, "ACL", "SETUSER", "detachable", "off")
	d.server.Do(t, "CLIENT", "KILL", "USER", "detachable")
	waitNotOK(t, d.Bus)
}

func (d detachable) attach(t *testing.T) {
	t.Helper()
	d.server.Do(t, "ACL", "SETUSER", "detachable", "on")
	waitOK(t, d.Bus)
}

// publishAcrossOutage publishes "0", "1", … continuously from a while b is detached and attached
// again, and returns their number.
func publishAcrossOutage(t *testing.T, a *redisbus.Bus, b detachable) int {
	t.Helper()
	direct := subscribe(t, newHealthyBus(t, b.server.URL()), "room")
	stop, published := make(chan struct{}), make(chan int, 1)
	stopOnce := sync.OnceFunc(func() { close(stop) })
	defer stopOnce()
	go func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-stop:
				published <- n
				return
			case <-tick.C:
				_ = a.Publish(context.Background(), "room", fmt.Append(nil, n)) // if it fails, a wait below fails
			}
		}
	}()
	waitForMore := func() {
		before := len(direct.received())
		waitUntil(t, "more messages were published", func() bool { return len(direct.received()) >= before+10 })
	}
	waitForMore()
	b.detach(t)
	waitForMore()
	b.attach(t)
	waitForMore()
	stopOnce()
	return <-published
}

// missing returns those of the messages "0" to n-1 that were not received.
func (r *recorder) missing(n int) (missing []string) {
	for i := range n {
		if data := fmt.Sprint(i); !r.has(data) {
			missing = append(missing, data)
		}
	}
	return missing
}
