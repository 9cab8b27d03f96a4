package bustest

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func checkPublisherOrder(t tester, bus pubsub.Bus) {
	const publishers, messages = 4, 200
	receivers := []*receiver{newReceiver(t, bus, "a"), newReceiver(t, bus, "a"), newReceiver(t, bus, "a")}
	var wg sync.WaitGroup
	for p := range publishers {
		wg.Go(func() {
			for n := range messages {
				publish(t, bus, "a", fmt.Sprintf("%d %d", p, n))
			}
		})
	}
	within(t, "publishing", wg.Wait)
	for _, r := range receivers {
		requireOrder(t, r, publishers, messages)
	}
}

// requireOrder receives until the last message of each publisher. A publisher's messages may be
// missing only if Lost was reported since its previous message.
func requireOrder(t tester, r *receiver, publishers, messages int) {
	t.Helper()
	next := make([]int, publishers)
	lost := make([]bool, publishers)
	for left := publishers; left > 0; {
		m := receive(t, r.messages)
		if m.Lost {
			for p := range lost {
				lost[p] = true
			}
		}
		if m.Data == nil {
			continue
		}
		var p, n int
		_, err := fmt.Sscan(string(m.Data), &p, &n)
		require.NoError(t, err)
		require.GreaterOrEqual(t, n, next[p], "publisher %d out of order", p)
		require.False(t, n > next[p] && !lost[p], "message %d of publisher %d is missing without Lost", next[p], p)
		next[p], lost[p] = n+1, false
		if next[p] == messages {
			left--
		}
	}
}

// A subscriber publishes to its own topic: all subscribers receive its message after the one that
// caused it.
func checkNestedPublishOrder(t tester, bus pubsub.Bus) {
	before := newReceiver(t, bus, "a")
	subscribe(t, bus, "a", func(m pubsub.Message) {
		if string(m.Data) == "ping" {
			_ = bus.Publish(t.Context(), "a", []byte("pong")) // if it fails, next fails below
		}
	})
	after := newReceiver(t, bus, "a")
	within(t, "Publish in the subscriber", func() { publish(t, bus, "a", "ping") })
	for _, r := range []*receiver{before, after} {
		require.Equal(t, "ping", string(r.next(t).Data))
		require.Equal(t, "pong", string(r.next(t).Data))
	}
}

// Each message causes another one: Publish must return nevertheless.
func checkEndlessPublish(t tester, bus pubsub.Bus) {
	var stop atomic.Bool
	stopped := make(chan struct{}, 1)
	subscribe(t, bus, "a", func(pubsub.Message) {
		if stop.Load() {
			select {
			case stopped <- struct{}{}:
			default:
			}
			return
		}
		_ = bus.Publish(t.Context(), "a", []byte("next")) // if it fails, receive fails below
	})
	others := newReceiver(t, bus, "b")
	within(t, "Publish to a subscriber that always publishes", func() { publish(t, bus, "a", "first") })
	publish(t, bus, "b", "x")
	others.next(t)
	stop.Store(true)
	receive(t, stopped)
}

func checkSerialCalls(t tester, bus pubsub.Bus) {
	var inside, calls, overlaps atomic.Int32
	const publishers, messages = 4, 100
	done := make(chan struct{})
	subscribe(t, bus, "a", func(m pubsub.Message) {
		if inside.Add(1) != 1 {
			overlaps.Add(1)
		}
		runtime.Gosched() // gives a concurrent call the opportunity to begin
		if m.Data != nil && calls.Add(1) == publishers*messages {
			close(done)
		}
		inside.Add(-1)
	})
	var wg sync.WaitGroup
	for range publishers {
		wg.Go(func() {
			for range messages {
				publish(t, bus, "a", "x")
			}
		})
	}
	within(t, "publishing", wg.Wait)
	receive(t, done)
	require.Zero(t, overlaps.Load(), "two goroutines called the function of a subscription concurrently")
}
