package bustest

import (
	"context"
	"io"
	"runtime"
	"time"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func endedContext(t tester, bus pubsub.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, bus.Publish(ctx, "a", nil), context.Canceled)
	_, err := bus.Subscribe(ctx, "a", func(pubsub.Message) {})
	require.ErrorIs(t, err, context.Canceled)
}

func contextBoundsCall(t tester, bus pubsub.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	heard := make(chan pubsub.Message, 1)
	_, err := bus.Subscribe(ctx, "a", func(m pubsub.Message) { heard <- m })
	require.NoError(t, err)
	cancel()
	publish(t, bus, "a", "x")
	require.Equal(t, "x", string(receive(t, heard).Data))
}

func typedTopic(t tester, bus pubsub.Bus) {
	type line struct{ From, Text string }
	want := line{"ann", "hi <b> \u2028 \"you\""}
	heard := make(chan *line, 2)
	var cancels []func()
	for range 2 {
		cancel, err := pubsub.NewTopic[line](bus, "a").Subscribe(t.Context(), func(d pubsub.Delivery[line]) { heard <- d.Value })
		require.NoError(t, err)
		cancels = append(cancels, cancel)
	}
	require.NoError(t, pubsub.NewTopic[line](bus, "a").Publish(t.Context(), want))
	first, second := receive(t, heard), receive(t, heard)
	require.Equal(t, want, *first)
	require.Same(t, first, second, "decoded once")
	for _, cancel := range cancels {
		cancel()
	}
	require.NoError(t, pubsub.NewTopic[line](bus, "a").Publish(t.Context(), want))
	require.Empty(t, heard)
}

// A bus need not have an end; one that is an io.Closer ends like this.
func closed(t tester, bus pubsub.Bus) {
	a := listen(t, bus, "a")
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
	a.cancel()
	cancel()
	require.NoError(t, closer.Close(), "closed again")
	require.Empty(t, a.heard)
}

func goroutines() int { return runtime.NumGoroutine() }

// requireNoneLeft waits until no more goroutines run than before.
func requireNoneLeft(t tester, before int) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); goroutines() > before; {
		select {
		case <-tick.C:
		case <-deadline:
			all := make([]byte, 1<<20)
			require.FailNow(t, "goroutines are left", "%d, before %d:\n%s", goroutines(), before, all[:runtime.Stack(all, true)])
		}
	}
}
