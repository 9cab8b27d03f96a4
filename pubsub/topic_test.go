package pubsub_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// watched is a foreign bus: it has no registry of its own, and says what is asked of it.
type watched struct {
	local      pubsub.Local
	mu         sync.Mutex
	subscribes int
	active     int
	refuse     error
	hold       chan struct{} // Subscribe waits for it
	deliver    func(pubsub.Message)
}

func (w *watched) Publish(ctx context.Context, topic string, data []byte) error {
	return w.local.Publish(ctx, topic, data)
}

func (w *watched) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.subscribes++
	w.deliver = fn
	if w.hold != nil {
		w.mu.Unlock()
		<-w.hold
		w.mu.Lock()
	}
	if w.refuse != nil {
		return nil, w.refuse
	}
	w.active++
	cancel, err := w.local.Subscribe(ctx, topic, fn)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.active--
		cancel()
	}, err
}

// counted counts how often it is decoded.
type counted struct{ N int }

var decoded atomic.Int32

func (c *counted) UnmarshalJSON(data []byte) error {
	decoded.Add(1)
	return json.Unmarshal(data, &c.N)
}

func (c counted) MarshalJSON() ([]byte, error) { return json.Marshal(c.N) }

func TestTopicsWithOneNameShareASubscription(t *testing.T) {
	bus := new(watched)
	var cancels []func()
	heard := 0
	for range 1_000 {
		topic := pubsub.NewTopic[counted](bus, "a") // made anew, as a page view does
		cancel, err := topic.Subscribe(t.Context(), func(d pubsub.Delivery[counted]) { heard += d.Value.N })
		require.NoError(t, err)
		cancels = append(cancels, cancel)
	}
	require.Equal(t, 1, bus.subscribes)

	decoded.Store(0)
	require.NoError(t, pubsub.NewTopic[counted](bus, "a").Publish(t.Context(), counted{3}))
	require.Equal(t, 3_000, heard)
	require.EqualValues(t, 1, decoded.Load())

	for _, cancel := range cancels {
		require.Equal(t, 1, bus.active)
		cancel()
		cancel() // counts once
	}
	require.Zero(t, bus.active)

	cancel, err := pubsub.NewTopic[counted](bus, "a").Subscribe(t.Context(), func(pubsub.Delivery[counted]) {})
	require.NoError(t, err)
	require.Equal(t, 2, bus.subscribes)
	cancel()
}

func TestTopicsOfAnotherBusNameOrTypeAreApart(t *testing.T) {
	var one, two pubsub.Local
	topic := pubsub.NewTopic[int](&one, "a")
	require.True(t, topic == pubsub.NewTopic[int](&one, "a"))
	require.Equal(t, "a", topic.Name())

	var heard []string
	subscribe := func(name string, err error) { require.NoError(t, err, name) }
	hear := func(name string) func(pubsub.Delivery[int]) {
		return func(pubsub.Delivery[int]) { heard = append(heard, name) }
	}
	_, err := topic.Subscribe(t.Context(), hear("same"))
	subscribe("same", err)
	_, err = pubsub.NewTopic[int](&two, "a").Subscribe(t.Context(), hear("other bus"))
	subscribe("other bus", err)
	_, err = pubsub.NewTopic[int](&one, "b").Subscribe(t.Context(), hear("other name"))
	subscribe("other name", err)
	_, err = pubsub.NewTopic[float64](&one, "a").Subscribe(t.Context(), func(d pubsub.Delivery[float64]) {
		heard = append(heard, "other type")
		require.Equal(t, 1.0, *d.Value)
	})
	subscribe("other type", err)

	require.NoError(t, topic.Publish(t.Context(), 1))
	require.ElementsMatch(t, []string{"same", "other type"}, heard)
}

func TestTopicTellsWhatWasLost(t *testing.T) {
	bus := new(watched)
	type line struct{ Text string }
	var got []pubsub.Delivery[line]
	_, err := pubsub.NewTopic[line](bus, "a").Subscribe(t.Context(), func(d pubsub.Delivery[line]) { got = append(got, d) })
	require.NoError(t, err)

	bus.deliver(pubsub.Message{Topic: "a", Data: []byte(`{"Text":"hi"}`)})
	bus.deliver(pubsub.Message{Topic: "a", Data: []byte(`{"Text":"late"}`), Lost: true})
	bus.deliver(pubsub.Message{Topic: "a", Lost: true})
	bus.deliver(pubsub.Message{Topic: "a", Data: []byte(`{"Text":7}`)}) // another version's

	require.Equal(t, []pubsub.Delivery[line]{
		{Value: &line{"hi"}},
		{Value: &line{"late"}, Lost: true},
		{Lost: true},
		{Lost: true},
	}, got)
}

func TestTopicErrors(t *testing.T) {
	refused := errors.New("refused")
	bus := &watched{refuse: refused}
	topic := pubsub.NewTopic[int](bus, "a")
	_, err := topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
	require.ErrorIs(t, err, refused)

	bus.refuse = nil
	cancel, err := topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
	require.NoError(t, err)
	cancel()

	err = pubsub.NewTopic[func()](bus, "a").Publish(t.Context(), nil)
	require.ErrorContains(t, err, `publish to "a": json: unsupported type`)
}

// While the bus is slow to answer the first subscriber, others wait no longer than their contexts; when it refuses, the
// next one asks again.
func TestTopicSubscribersWaitForTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := &watched{refuse: errors.New("refused"), hold: make(chan struct{})}
		topic := pubsub.NewTopic[int](bus, "a")
		errs := make([]error, 3)
		var group sync.WaitGroup
		ctx, giveUp := context.WithCancel(t.Context())
		for i := range errs {
			group.Go(func() {
				ctx := ctx
				if i == 0 {
					ctx = context.Background()
				}
				var cancel func()
				if cancel, errs[i] = topic.Subscribe(ctx, func(pubsub.Delivery[int]) {}); errs[i] == nil {
					cancel()
				}
			})
			synctest.Wait()
		}
		require.Equal(t, 1, bus.subscribes)
		giveUp()
		synctest.Wait()
		require.ErrorIs(t, errs[1], context.Canceled)
		require.ErrorIs(t, errs[2], context.Canceled)

		group.Go(func() {
			cancel, err := topic.Subscribe(context.Background(), func(pubsub.Delivery[int]) {})
			require.ErrorIs(t, err, bus.refuse)
			require.Nil(t, cancel)
		})
		synctest.Wait()
		close(bus.hold)
		group.Wait()
		require.ErrorIs(t, errs[0], bus.refuse)
		require.Equal(t, 2, bus.subscribes)
	})
}

func TestTopicSubscribersHarmNoOther(t *testing.T) {
	var bus pubsub.Local
	topic := pubsub.NewTopic[int](&bus, "a")
	var heard []int
	var cancelOther func()
	hear := func(d pubsub.Delivery[int]) { heard = append(heard, *d.Value) }
	_, err := topic.Subscribe(t.Context(), hear)
	require.NoError(t, err)
	_, err = topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { panic("a subscriber's own fault") })
	require.NoError(t, err)
	_, err = topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { cancelOther() })
	require.NoError(t, err)
	cancelOther, err = topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { t.Error("called after cancel") })
	require.NoError(t, err)
	_, err = topic.Subscribe(t.Context(), hear)
	require.NoError(t, err)

	require.NoError(t, topic.Publish(t.Context(), 1))
	require.NoError(t, topic.Publish(t.Context(), 2))
	require.Equal(t, []int{1, 1, 2, 2}, heard)
}

// Views come and go while messages fly; at the end the bus has no subscription left.
func TestTopicComingAndGoing(t *testing.T) {
	bus := new(watched)
	topic := pubsub.NewTopic[int](bus, "a")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for n := range 300 {
				var heard atomic.Bool
				cancel, err := topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { heard.Store(true) })
				require.NoError(t, err)
				require.NoError(t, topic.Publish(t.Context(), n))
				cancel()
			}
		})
	}
	group.Wait()
	require.Zero(t, bus.active)
}

func TestMisusePanics(t *testing.T) {
	require.PanicsWithValue(t, `pubsub: NewTopic with a nil bus in "a"`, func() { pubsub.NewTopic[int](nil, "a") })
	require.Panics(t, func() { pubsub.NewTopic[int](new(pubsub.Local), "") })
	require.PanicsWithValue(t, `pubsub: NewTopic with a bus that cannot be compared in "a": pass a pointer, not pubsub_test.byValue`,
		func() { pubsub.NewTopic[int](byValue{}, "a") })
	var zero pubsub.Topic[int]
	require.PanicsWithValue(t, `pubsub: a zero pubsub.Topic[int] is used: make it with NewTopic`, func() { _ = zero.Publish(t.Context(), 1) })
	require.Panics(t, func() { _, _ = zero.Subscribe(t.Context(), func(pubsub.Delivery[int]) {}) })
}

type byValue struct {
	pubsub.Bus
	_ []int
}
