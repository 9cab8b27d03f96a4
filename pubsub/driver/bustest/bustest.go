// Package bustest is the suite that every pubsub.Bus passes.
//
//	func TestBus(t *testing.T) {
//		bustest.Run(t, func(t *testing.T) pubsub.Bus { return new(pubsub.Local) })
//	}
package bustest

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// patience is how long a message may take. It is only ever waited for in full when something is wrong.
const patience = 10 * time.Second

// Run checks the buses that open returns, one in each subtest. What open started it ends with t.Cleanup; a bus that is
// an io.Closer is closed by the suite as well. No other test may run meanwhile: goroutines are counted.
func Run(t *testing.T, open func(*testing.T) pubsub.Bus) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := goroutines()
			t.Run("bus", func(t *testing.T) {
				bus := open(t)
				if closer, ok := bus.(io.Closer); ok {
					t.Cleanup(func() { require.NoError(t, closer.Close()) })
				}
				c.check(t, bus)
			})
			requireNoneLeft(t, before)
		})
	}
}

var cases = []struct {
	name  string
	check func(tester, pubsub.Bus)
}{
	{"a message arrives", arrives},
	{"topics are apart", topicsApart},
	{"many subscribers", manySubscribers},
	{"order per publisher", orderPerPublisher},
	{"order with a publishing subscriber", orderWithPublishingSubscriber},
	{"a subscriber that always publishes", endlessSubscriber},
	{"unsubscribe", unsubscribe},
	{"unsubscribe during delivery", unsubscribeDuringDelivery},
	{"unsubscribe another during delivery", unsubscribeAnother},
	{"subscribe during delivery", subscribeDuringDelivery},
	{"one call at a time", oneCallAtATime},
	{"slow subscriber", slowSubscriber},
	{"panicking subscriber", panickingSubscriber},
	{"ended context", endedContext},
	{"context bounds the call alone", contextBoundsCall},
	{"typed topic", typedTopic},
	{"close", closed},
}

// A tester is what the checks need of *testing.T, so that the suite's own tests can see a check fail.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// A listener is a subscription whose messages wait in a channel.
type listener struct {
	heard  chan pubsub.Message
	cancel func()
}

func listen(t tester, bus pubsub.Bus, topic string) *listener {
	t.Helper()
	l := &listener{heard: make(chan pubsub.Message, 10_000)}
	l.cancel = subscribe(t, bus, topic, func(m pubsub.Message) { l.heard <- m })
	return l
}

func (l *listener) next(t tester) pubsub.Message {
	t.Helper()
	return receive(t, l.heard)
}

func subscribe(t tester, bus pubsub.Bus, topic string, fn func(pubsub.Message)) (cancel func()) {
	t.Helper()
	cancel, err := bus.Subscribe(t.Context(), topic, fn)
	require.NoError(t, err)
	return cancel
}

func publish(t tester, bus pubsub.Bus, topic, data string) {
	t.Helper()
	require.NoError(t, bus.Publish(t.Context(), topic, []byte(data)))
}

func receive[T any](t tester, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(patience):
		require.FailNow(t, "nothing arrived", "within %v", patience)
		panic("unreachable")
	}
}

// within fails if fn takes longer than patience: what it waits for will not come.
func within(t tester, what string, fn func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn()
	}()
	select {
	case <-done:
	case <-time.After(patience):
		require.FailNow(t, what+" blocks", "for %v", patience)
	}
}
