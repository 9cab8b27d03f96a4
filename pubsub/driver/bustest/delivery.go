package bustest

import (
	"slices"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func checkDelivery(t tester, bus pubsub.Bus) {
	r := newReceiver(t, bus, "a")
	publish(t, bus, "a", "first")
	require.Equal(t, "first", string(r.next(t).Data)) // the bus may have reported Lost before, while it was connecting
	for _, data := range []string{"hi", "\x00\xff binary", ""} {
		publish(t, bus, "a", data)
		m := receive(t, r.messages)
		require.Equal(t, "a", m.Topic)
		require.NotNil(t, m.Data)
		require.Equal(t, data, string(m.Data))
		require.False(t, m.Lost)
	}
}

func checkTopicIsolation(t tester, bus pubsub.Bus) {
	names := []string{"a", "b", "a:b", "ä ö*?[x]", "a\nb"}
	var all []*receiver
	for _, name := range names {
		all = append(all, newReceiver(t, bus, name))
	}
	for i, name := range names {
		publish(t, bus, name, name)
		require.Equal(t, name, string(all[i].next(t).Data))
	}
	for _, r := range all {
		require.Empty(t, r.drain(), "received a message of another topic")
	}
	publish(t, bus, "without subscribers", "x")
}

func checkManySubscribers(t tester, bus pubsub.Bus) {
	var all []*receiver
	for range 1_000 {
		all = append(all, newReceiverSize(t, bus, "a", 16))
	}
	publish(t, bus, "a", "1")
	publish(t, bus, "a", "2")
	for _, r := range all {
		require.Equal(t, "1", string(r.next(t).Data))
		require.Equal(t, "2", string(r.next(t).Data))
	}
	for i, r := range all {
		if i%2 == 0 {
			r.cancel()
		}
	}
	publish(t, bus, "a", "3")
	for i, r := range all {
		if i%2 != 0 {
			require.Equal(t, "3", string(r.next(t).Data))
		}
	}
}

func checkCancel(t tester, bus pubsub.Bus) {
	a, b := newReceiver(t, bus, "a"), newReceiver(t, bus, "a")
	publish(t, bus, "a", "1")
	a.next(t)
	b.next(t)
	a.cancel()
	a.cancel() // does nothing
	publish(t, bus, "a", "2")
	require.Equal(t, "2", string(b.next(t).Data))
	b.cancel()
	publish(t, bus, "a", "3")

	again := newReceiver(t, bus, "a")
	publish(t, bus, "a", "4")
	for m := again.next(t); string(m.Data) != "4"; m = again.next(t) {
		require.Equal(t, "3", string(m.Data)) // published shortly before Subscribe
	}
	require.Empty(t, slices.Concat(a.drain(), b.drain()), "received a message after cancel")
}

func checkCancelDuringDelivery(t tester, bus pubsub.Bus) {
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
	b := newReceiver(t, bus, "a")
	within(t, "cancel in the subscriber", func() {
		for _, data := range []string{"1", "2", "3"} {
			publish(t, bus, "a", data)
			require.Equal(t, data, string(b.next(t).Data))
		}
		receive(t, cancelled) // a bus may call its subscribers concurrently
	})
	require.EqualValues(t, 1, calls.Load(), "called after cancel")
}

func checkCancelOther(t tester, bus pubsub.Bus) {
	a, b, c := newReceiver(t, bus, "a"), newReceiver(t, bus, "a"), newReceiver(t, bus, "a")
	done := make(chan struct{}, 10)
	subscribe(t, bus, "cancel", func(pubsub.Message) {
		a.cancel()
		a.drain()
		b.cancel()
		b.drain()
		done <- struct{}{}
	})
	publish(t, bus, "cancel", "")
	receive(t, done)
	for range 10 {
		publish(t, bus, "a", "x")
		c.next(t)
	}
	require.Empty(t, slices.Concat(a.drain(), b.drain()), "received a message after cancel")
}

func checkSubscribeDuringDelivery(t tester, bus pubsub.Bus) {
	subscribed := make(chan *receiver, 10)
	var once atomic.Bool
	subscribe(t, bus, "a", func(pubsub.Message) {
		if !once.Swap(true) {
			subscribed <- newReceiver(t, bus, "a")
		}
	})
	within(t, "Subscribe in the subscriber", func() { publish(t, bus, "a", "1") })
	r := receive(t, subscribed)
	publish(t, bus, "a", "2")
	for m := r.next(t); string(m.Data) != "2"; m = r.next(t) {
		require.Equal(t, "1", string(m.Data)) // published shortly before Subscribe
	}
}
