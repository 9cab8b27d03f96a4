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

// foreignBus is a bus that does not embed Local. It counts its subscriptions.
type foreignBus struct {
	local        pubsub.Local
	mu           sync.Mutex
	subscribes   int
	active       int
	subscribeErr error
	hold         chan struct{} // if not nil, Subscribe waits until it is closed
	deliver      func(pubsub.Message)
}

func (f *foreignBus) Publish(ctx context.Context, topic string, data []byte) error {
	return f.local.Publish(ctx, topic, data)
}

func (f *foreignBus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subscribes++
	f.deliver = fn
	if f.hold != nil {
		f.mu.Unlock()
		<-f.hold
		f.mu.Lock()
	}
	if f.subscribeErr != nil {
		return nil, f.subscribeErr
	}
	f.active++
	cancel, err := f.local.Subscribe(ctx, topic, fn)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.active--
		cancel()
	}, err
}

// counted counts in decoded how often a value was decoded.
type counted struct{ N int }

var decoded atomic.Int32

func (c *counted) UnmarshalJSON(data []byte) error {
	decoded.Add(1)
	return json.Unmarshal(data, &c.N)
}

func (c counted) MarshalJSON() ([]byte, error) { return json.Marshal(c.N) }

func TestTopic_SharesBusSubscription(t *testing.T) {
	bus := new(foreignBus)
	var cancels []func()
	received := 0
	for range 1_000 {
		topic := pubsub.NewTopic[counted](bus, "a") // a new value for each page
		cancel, err := topic.Subscribe(t.Context(), func(d pubsub.Delivery[counted]) { received += d.Value.N })
		require.NoError(t, err)
		cancels = append(cancels, cancel)
	}
	require.Equal(t, 1, bus.subscribes)

	decoded.Store(0)
	require.NoError(t, pubsub.NewTopic[counted](bus, "a").Publish(t.Context(), counted{3}))
	require.Equal(t, 3_000, received)
	require.EqualValues(t, 1, decoded.Load())

	for _, cancel := range cancels {
		require.Equal(t, 1, bus.active)
		cancel()
		cancel() // does nothing
	}
	require.Zero(t, bus.active)

	cancel, err := pubsub.NewTopic[counted](bus, "a").Subscribe(t.Context(), func(pubsub.Delivery[counted]) {})
	require.NoError(t, err)
	require.Equal(t, 2, bus.subscribes)
	cancel()
}

func TestTopic_IsolatedByBusNameAndType(t *testing.T) {
	var one, two pubsub.Local
	topic := pubsub.NewTopic[int](&one, "a")
	require.True(t, topic == pubsub.NewTopic[int](&one, "a"))
	require.Equal(t, "a", topic.Name())

	var received []string
	requireSubscribed := func(name string, err error) { require.NoError(t, err, name) }
	receive := func(name string) func(pubsub.Delivery[int]) {
		return func(pubsub.Delivery[int]) { received = append(received, name) }
	}
	_, err := topic.Subscribe(t.Context(), receive("same"))
	requireSubscribed("same", err)
	_, err = pubsub.NewTopic[int](&two, "a").Subscribe(t.Context(), receive("other bus"))
	requireSubscribed("other bus", err)
	_, err = pubsub.NewTopic[int](&one, "b").Subscribe(t.Context(), receive("other name"))
	requireSubscribed("other name", err)
	_, err = pubsub.NewTopic[float64](&one, "a").Subscribe(t.Context(), func(d pubsub.Delivery[float64]) {
		received = append(received, "other type")
		require.Equal(t, 1.0, *d.Value)
	})
	requireSubscribed("other type", err)

	require.NoError(t, topic.Publish(t.Context(), 1))
	require.ElementsMatch(t, []string{"same", "other type"}, received)
}

func TestTopic_ReportsLost(t *testing.T) {
	bus := new(foreignBus)
	type line struct{ Text string }
	var got []pubsub.Delivery[line]
	_, err := pubsub.NewTopic[line](bus, "a").Subscribe(t.Context(), func(d pubsub.Delivery[line]) { got = append(got, d) })
	require.NoError(t, err)

	bus.deliver(pubsub.Message{Topic: "a", Data: []byte(`{"Text":"hi"}`)})
	bus.deliver(pubsub.Message{Topic: "a", Data: []byte(`{"Text":"late"}`), Lost: true})
	bus.deliver(pubsub.Message{Topic: "a", Lost: true})
	bus.deliver(pubsub.Message{Topic: "a", Data: []byte(`{"Text":7}`)}) // published by another version of the program

	require.Equal(t, []pubsub.Delivery[line]{
		{Value: &line{"hi"}},
		{Value: &line{"late"}, Lost: true},
		{Lost: true},
		{Lost: true},
	}, got)
}

func TestTopic_Errors(t *testing.T) {
	refused := errors.New("refused")
	bus := &foreignBus{subscribeErr: refused}
	topic := pubsub.NewTopic[int](bus, "a")
	_, err := topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
	require.ErrorIs(t, err, refused)

	bus.subscribeErr = nil
	cancel, err := topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
	require.NoError(t, err)
	cancel()

	err = pubsub.NewTopic[func()](bus, "a").Publish(t.Context(), nil)
	require.ErrorContains(t, err, `publish to "a": json: unsupported type`)
}

// While Bus.Subscribe of the first subscriber is in progress, others wait, at most until their
// contexts are done. If it fails, the next subscriber calls Bus.Subscribe again.
func TestTopic_ConcurrentSubscribe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := &foreignBus{subscribeErr: errors.New("refused"), hold: make(chan struct{})}
		topic := pubsub.NewTopic[int](bus, "a")
		errs := make([]error, 3)
		var group sync.WaitGroup
		ctx, cancelWait := context.WithCancel(t.Context())
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
		cancelWait()
		synctest.Wait()
		require.ErrorIs(t, errs[1], context.Canceled)
		require.ErrorIs(t, errs[2], context.Canceled)

		group.Go(func() {
			cancel, err := topic.Subscribe(context.Background(), func(pubsub.Delivery[int]) {})
			require.ErrorIs(t, err, bus.subscribeErr)
			require.Nil(t, cancel)
		})
		synctest.Wait()
		close(bus.hold)
		group.Wait()
		require.ErrorIs(t, errs[0], bus.subscribeErr)
		require.Equal(t, 2, bus.subscribes)
	})
}

func TestTopic_SubscribersAreIndependent(t *testing.T) {
	var bus pubsub.Local
	topic := pubsub.NewTopic[int](&bus, "a")
	var received []int
	var cancelOther func()
	receive := func(d pubsub.Delivery[int]) { received = append(received, *d.Value) }
	_, err := topic.Subscribe(t.Context(), receive)
	require.NoError(t, err)
	_, err = topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { panic("subscriber failed") })
	require.NoError(t, err)
	_, err = topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { cancelOther() })
	require.NoError(t, err)
	cancelOther, err = topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { t.Error("called after cancel") })
	require.NoError(t, err)
	_, err = topic.Subscribe(t.Context(), receive)
	require.NoError(t, err)

	require.NoError(t, topic.Publish(t.Context(), 1))
	require.NoError(t, topic.Publish(t.Context(), 2))
	require.Equal(t, []int{1, 1, 2, 2}, received)
}

// After concurrent Subscribe, Publish and cancel, the bus has no subscriptions left.
func TestTopic_ConcurrentSubscribeAndCancel(t *testing.T) {
	bus := new(foreignBus)
	topic := pubsub.NewTopic[int](bus, "a")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for n := range 300 {
				var received atomic.Bool
				cancel, err := topic.Subscribe(t.Context(), func(pubsub.Delivery[int]) { received.Store(true) })
				require.NoError(t, err)
				require.NoError(t, topic.Publish(t.Context(), n))
				cancel()
			}
		})
	}
	group.Wait()
	require.Zero(t, bus.active)
}

func TestNewTopic_MisusePanics(t *testing.T) {
	require.PanicsWithValue(t, `pubsub: NewTopic("a"): nil Bus`, func() { pubsub.NewTopic[int](nil, "a") })
	require.PanicsWithValue(t, `pubsub: NewTopic: empty name of a pubsub.Topic[int]`, func() { pubsub.NewTopic[int](new(pubsub.Local), "") })
	require.PanicsWithValue(t, `pubsub: NewTopic("a"): pubsub_test.byValue is not comparable; pass a pointer`,
		func() { pubsub.NewTopic[int](byValue{}, "a") })
	require.PanicsWithValue(t, `pubsub: NewTopic("a"): pubsub_test.wrapped is not comparable; pass a pointer`,
		func() { pubsub.NewTopic[int](wrapped{byValue{}}, "a") })
	var zero pubsub.Topic[int]
	require.PanicsWithValue(t, `pubsub: use of zero pubsub.Topic[int]; create it with NewTopic`, func() { _ = zero.Publish(t.Context(), 1) })
	require.Panics(t, func() { _, _ = zero.Subscribe(t.Context(), func(pubsub.Delivery[int]) {}) })
}

type wrapped struct{ pubsub.Bus }

type byValue struct {
	pubsub.Bus
	_ []int
}
