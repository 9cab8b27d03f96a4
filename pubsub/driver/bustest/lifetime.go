package bustest

import (
	"context"
	"io"
	"runtime"
	"time"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func checkCanceledContext(t tester, bus pubsub.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, bus.Publish(ctx, "a", nil), context.Canceled)
	_, err := bus.Subscribe(ctx, "a", func(pubsub.Message) {})
	require.ErrorIs(t, err, context.Canceled)
}

func checkContextScope(t tester, bus pubsub.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	r := &receiver{messages: make(chan pubsub.Message, 16)}
	_, err := bus.Subscribe(ctx, "a", func(m pubsub.Message) { r.messages <- m })
	require.NoError(t, err)
	cancel()
	publish(t, bus, "a", "x")
	require.Equal(t, "x", string(r.next(t).Data))
}

func checkTypedTopic(t tester, bus pubsub.Bus) {
	type line struct{ From, Text string }
	want := line{"ann", "hi <b> \u2028 \"you\""}
	received := make(chan *line, 16)
	var cancels []func()
	for range 2 {
		cancel, err := pubsub.NewTopic[line](bus, "a").Subscribe(t.Context(), func(d pubsub.Delivery[line]) {
			if d.Value != nil {
				received <- d.Value
			}
		})
		require.NoError(t, err)
		cancels = append(cancels, cancel)
	}
	require.NoError(t, pubsub.NewTopic[line](bus, "a").Publish(t.Context(), want))
	first, second := receive(t, received), receive(t, received)
	require.Equal(t, want, *first)
	require.Same(t, first, second, "decoded more than once")
	for _, cancel := range cancels {
		cancel()
	}
	require.NoError(t, pubsub.NewTopic[line](bus, "a").Publish(t.Context(), want))
	require.Empty(t, received, "received a value after cancel")
}

// checkClose passes if the bus is not an io.Closer.
func checkClose(t tester, bus pubsub.Bus) {
	r := newReceiver(t, bus, "a")
	closer, ok := bus.(io.Closer)
	if !ok {
		return
	}
	cancel, err := pubsub.NewTopic[int](bus, "a").Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
	require.NoError(t, err)
	require.NoError(t, closer.Close())
	require.ErrorIs(t, bus.Publish(t.Context(), "a", nil), pubsub.ErrClosed)
	_, err = bus.Subscribe(t.Context(), "a", func(pubsub.Message) {})
	require.ErrorIs(t, err, pubsub.ErrClosed)
	_, err = pubsub.NewTopic[int](bus, "a").Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
	require.ErrorIs(t, err, pubsub.ErrClosed)
	r.cancel()
	cancel()
	require.NoError(t, closer.Close(), "second Close")
	require.Empty(t, r.drain())
}

func goroutines() int { return runtime.NumGoroutine() }

// requireNoLeak waits until no more goroutines run than before.
func requireNoLeak(t tester, before int) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(timeout); goroutines() > before; {
		select {
		case <-tick.C:
		case <-deadline:
			stacks := make([]byte, 1<<20)
			require.FailNow(t, "goroutine leak", "%d goroutines, %d before:\n%s", goroutines(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
