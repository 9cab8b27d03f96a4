package bustest

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func orderPerPublisher(t tester, bus pubsub.Bus) {
	const publishers, messages = 4, 200
	subs := []*listener{listen(t, bus, "a"), listen(t, bus, "a"), listen(t, bus, "a")}
	var group sync.WaitGroup
	for p := range publishers {
		group.Go(func() {
			for n := range messages {
				publish(t, bus, "a", fmt.Sprintf("%d %d", p, n))
			}
		})
	}
	within(t, "publishing", group.Wait)
	for _, l := range subs {
		requireOrder(t, l, publishers, messages)
	}
}

// requireOrder reads until the last message of each publisher: what is missing must have been called lost.
func requireOrder(t tester, l *listener, publishers, messages int) {
	t.Helper()
	next := make([]int, publishers)
	missing, told := false, false
	for left := publishers; left > 0; {
		m := l.next(t)
		told = told || m.Lost
		if m.Data == nil {
			continue
		}
		var p, n int
		_, err := fmt.Sscan(string(m.Data), &p, &n)
		require.NoError(t, err)
		require.GreaterOrEqual(t, n, next[p], "publisher %d out of order", p)
		missing = missing || n > next[p]
		require.False(t, missing && !told, "message %d of publisher %d is missing and nobody said so", next[p], p)
		next[p] = n + 1
		if next[p] == messages {
			left--
		}
	}
}

// A subscriber that publishes to its own topic: everybody hears its message after the one that it answers.
func orderWithPublishingSubscriber(t tester, bus pubsub.Bus) {
	before := listen(t, bus, "a")
	subscribe(t, bus, "a", func(m pubsub.Message) {
		if string(m.Data) == "question" {
			_ = bus.Publish(t.Context(), "a", []byte("answer")) // a failure shows below: nobody hears it
		}
	})
	after := listen(t, bus, "a")
	within(t, "publish within the subscriber", func() { publish(t, bus, "a", "question") })
	for _, l := range []*listener{before, after} {
		require.Equal(t, "question", string(l.next(t).Data))
		require.Equal(t, "answer", string(l.next(t).Data))
	}
}

// Each message makes the next: no publisher may be kept delivering them for ever.
func endlessSubscriber(t tester, bus pubsub.Bus) {
	var stop atomic.Bool
	stopped := make(chan struct{})
	subscribe(t, bus, "a", func(pubsub.Message) {
		if stop.Load() {
			close(stopped)
			return
		}
		_ = bus.Publish(t.Context(), "a", nil) // a failure shows below: the chain ends
	})
	others := listen(t, bus, "b")
	within(t, "publish to a subscriber that always publishes", func() { publish(t, bus, "a", "first") })
	publish(t, bus, "b", "x")
	others.next(t)
	stop.Store(true)
	receive(t, stopped)
}

func oneCallAtATime(t tester, bus pubsub.Bus) {
	var inside, calls, overlaps atomic.Int32
	const publishers, messages = 4, 100
	done := make(chan struct{})
	subscribe(t, bus, "a", func(pubsub.Message) {
		if inside.Add(1) != 1 {
			overlaps.Add(1)
		}
		runtime.Gosched() // lets another call in, if the bus has one
		if calls.Add(1) == publishers*messages {
			close(done)
		}
		inside.Add(-1)
	})
	var group sync.WaitGroup
	for range publishers {
		group.Go(func() {
			for range messages {
				publish(t, bus, "a", "x")
			}
		})
	}
	within(t, "publishing", group.Wait)
	receive(t, done)
	require.Zero(t, overlaps.Load(), "one subscription was called by two goroutines at once")
}
