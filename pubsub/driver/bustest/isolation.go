package bustest

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// A blocked subscriber blocks neither other publishers nor other subscribers, and lost messages are
// reported to it.
func checkSlowSubscriber(t tester, bus pubsub.Bus) {
	const messages = 5_000
	blocked, released := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(released) })
	defer release()
	slow := &receiver{messages: make(chan pubsub.Message, 2*messages)}
	var first atomic.Bool
	subscribe(t, bus, "a", func(m pubsub.Message) {
		if m.Data != nil && !first.Swap(true) {
			close(blocked)
			<-released
			return
		}
		slow.messages <- m
	})
	quick, other := newReceiver(t, bus, "a"), newReceiver(t, bus, "b")

	published := make(chan error, 1)
	go func() { published <- bus.Publish(t.Context(), "a", []byte("blocked")) }()
	receive(t, blocked)

	within(t, "publishing while a subscriber is blocked", func() {
		publish(t, bus, "b", "x")
		other.next(t)
		for n := range messages {
			publish(t, bus, "a", fmt.Sprintf("0 %d", n))
			for m := quick.next(t); string(m.Data) == "blocked"; {
				m = quick.next(t)
			}
		}
		cancel := subscribe(t, bus, "a", func(pubsub.Message) {})
		cancel()
	})

	release()
	require.NoError(t, receive(t, published))
	publish(t, bus, "a", fmt.Sprintf("0 %d", messages))
	requireOrder(t, slow, 1, messages+1)
}

func checkPanic(t tester, bus pubsub.Bus) {
	before := newReceiver(t, bus, "a")
	var calls atomic.Int32
	subscribe(t, bus, "a", func(pubsub.Message) {
		calls.Add(1)
		panic("subscriber failed")
	})
	after := newReceiver(t, bus, "a")
	for n := range 3 {
		publish(t, bus, "a", fmt.Sprint(n))
		require.Equal(t, fmt.Sprint(n), string(before.next(t).Data))
		require.Equal(t, fmt.Sprint(n), string(after.next(t).Data))
	}
	require.Positive(t, calls.Load())
}

// A subscriber that calls runtime.Goexit ends at most the goroutine of the publisher. It keeps
// receiving messages, as do the other subscribers.
func checkGoexit(t tester, bus pubsub.Bus) {
	before := newReceiver(t, bus, "a")
	exiting := &receiver{messages: make(chan pubsub.Message, 10_000)}
	subscribe(t, bus, "a", func(m pubsub.Message) {
		exiting.messages <- m
		runtime.Goexit()
	})
	after := newReceiver(t, bus, "a")
	for n := range 3 {
		within(t, "publishing", func() { publish(t, bus, "a", fmt.Sprint(n)) })
		for _, r := range []*receiver{before, exiting, after} {
			require.Equal(t, fmt.Sprint(n), string(r.next(t).Data))
		}
	}
}
