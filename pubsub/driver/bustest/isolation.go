package bustest

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// A subscriber that is stuck holds up neither other publishers nor other subscribers, and is told what it missed.
func slowSubscriber(t tester, bus pubsub.Bus) {
	const messages = 5_000
	stuck, released := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(released) })
	defer release()
	slow := &listener{heard: make(chan pubsub.Message, 2*messages)}
	var first atomic.Bool
	subscribe(t, bus, "a", func(m pubsub.Message) {
		if !first.Swap(true) {
			close(stuck)
			<-released
			return
		}
		slow.heard <- m
	})
	quick, other := listen(t, bus, "a"), listen(t, bus, "b")

	unlucky := make(chan error, 1)
	go func() { unlucky <- bus.Publish(t.Context(), "a", []byte("stuck")) }()
	receive(t, stuck)

	within(t, "publishing while a subscriber is stuck", func() {
		publish(t, bus, "b", "x")
		other.next(t)
		for n := range messages {
			publish(t, bus, "a", fmt.Sprintf("0 %d", n))
			for m := quick.next(t); string(m.Data) == "stuck"; {
				m = quick.next(t)
			}
		}
		cancel := subscribe(t, bus, "a", func(pubsub.Message) {})
		cancel()
	})

	release()
	require.NoError(t, receive(t, unlucky))
	publish(t, bus, "a", fmt.Sprintf("0 %d", messages))
	requireOrder(t, slow, 1, messages+1)
}

func panickingSubscriber(t tester, bus pubsub.Bus) {
	before := listen(t, bus, "a")
	var calls atomic.Int32
	subscribe(t, bus, "a", func(pubsub.Message) {
		calls.Add(1)
		panic("a subscriber's own fault")
	})
	after := listen(t, bus, "a")
	for n := range 3 {
		publish(t, bus, "a", fmt.Sprint(n))
		require.Equal(t, fmt.Sprint(n), string(before.next(t).Data))
		require.Equal(t, fmt.Sprint(n), string(after.next(t).Data))
	}
	require.Positive(t, calls.Load())
}
