package bustest

import (
	"slices"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func arrives(t tester, bus pubsub.Bus) {
	a := listen(t, bus, "a")
	for _, data := range []string{"hi", "\x00\xff binary", ""} {
		publish(t, bus, "a", data)
		m := a.next(t)
		require.Equal(t, "a", m.Topic)
		require.Equal(t, data, string(m.Data))
		require.False(t, m.Lost)
	}
}

func topicsApart(t tester, bus pubsub.Bus) {
	names := []string{"a", "b", "a:b", "ä ö*?[x]", "a\nb"}
	var all []*listener
	for _, name := range names {
		all = append(all, listen(t, bus, name))
	}
	for i, name := range names {
		publish(t, bus, name, name)
		require.Equal(t, name, string(all[i].next(t).Data))
	}
	for _, l := range all {
		require.Empty(t, l.heard, "a message of another topic")
	}
	publish(t, bus, "nobody listens", "x")
}

func manySubscribers(t tester, bus pubsub.Bus) {
	var all []*listener
	for range 1_000 {
		l := &listener{heard: make(chan pubsub.Message, 2)}
		l.cancel = subscribe(t, bus, "a", func(m pubsub.Message) { l.heard <- m })
		all = append(all, l)
	}
	publish(t, bus, "a", "1")
	publish(t, bus, "a", "2")
	for _, l := range all {
		require.Equal(t, "1", string(l.next(t).Data))
		require.Equal(t, "2", string(l.next(t).Data))
	}
	for i, l := range all {
		if i%2 == 0 {
			l.cancel()
		}
	}
	publish(t, bus, "a", "3")
	for i, l := range all {
		if i%2 != 0 {
			require.Equal(t, "3", string(l.next(t).Data))
		}
	}
}

func unsubscribe(t tester, bus pubsub.Bus) {
	a, b := listen(t, bus, "a"), listen(t, bus, "a")
	publish(t, bus, "a", "1")
	a.next(t)
	b.next(t)
	a.cancel()
	a.cancel() // does nothing
	publish(t, bus, "a", "2")
	require.Equal(t, "2", string(b.next(t).Data))
	b.cancel()
	publish(t, bus, "a", "3")

	again := listen(t, bus, "a")
	publish(t, bus, "a", "4")
	for m := again.next(t); string(m.Data) != "4"; m = again.next(t) {
		require.Equal(t, "3", string(m.Data)) // it may still have been on its way
	}
	require.Empty(t, slices.Concat(drain(a.heard), drain(b.heard)), "a message after cancel")
}

func unsubscribeDuringDelivery(t tester, bus pubsub.Bus) {
	var cancel func()
	var calls atomic.Int32
	ready, cancelled := make(chan struct{}), make(chan struct{}, 3)
	cancel = subscribe(t, bus, "a", func(pubsub.Message) {
		<-ready
		calls.Add(1)
		cancel()
		cancelled <- struct{}{}
	})
	close(ready)
	b := listen(t, bus, "a")
	within(t, "cancel within the subscriber", func() {
		for _, data := range []string{"1", "2", "3"} {
			publish(t, bus, "a", data)
			require.Equal(t, data, string(b.next(t).Data))
		}
		receive(t, cancelled) // a bus may call its subscribers at the same time
	})
	require.EqualValues(t, 1, calls.Load(), "called after cancel")
}

func unsubscribeAnother(t tester, bus pubsub.Bus) {
	a, b, marker := listen(t, bus, "a"), listen(t, bus, "a"), listen(t, bus, "a")
	done := make(chan struct{}, 1)
	var after int
	subscribe(t, bus, "go", func(pubsub.Message) {
		a.cancel()
		drain(a.heard)
		b.cancel()
		drain(b.heard)
		done <- struct{}{}
	})
	publish(t, bus, "go", "")
	receive(t, done)
	for range 10 {
		publish(t, bus, "a", "x")
		marker.next(t)
	}
	after = len(a.heard) + len(b.heard)
	require.Zero(t, after, "called after cancel")
}

func subscribeDuringDelivery(t tester, bus pubsub.Bus) {
	subscribed := make(chan *listener, 10)
	var once atomic.Bool
	subscribe(t, bus, "a", func(pubsub.Message) {
		if !once.Swap(true) {
			subscribed <- listen(t, bus, "a")
		}
	})
	within(t, "subscribe within the subscriber", func() { publish(t, bus, "a", "1") })
	l := receive(t, subscribed)
	publish(t, bus, "a", "2")
	for m := l.next(t); string(m.Data) != "2"; m = l.next(t) {
		require.Equal(t, "1", string(m.Data)) // published before or after the subscription: the bus may choose
	}
}

func drain[T any](ch <-chan T) (all []T) {
	for {
		select {
		case v := <-ch:
			all = append(all, v)
		default:
			return all
		}
	}
}
