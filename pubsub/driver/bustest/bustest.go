// Package bustest is a conformance suite for implementations of pubsub.Bus.
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

// timeout bounds every wait. It is reached only if a check fails.
const timeout = time.Minute

// Run tests the buses that open returns, one in each subtest. open must release its resources with
// t.Cleanup; a bus that is an io.Closer is closed by the suite as well. No other test may run at
// the same time, because Run counts goroutines.
//
// Reports of lost messages are accepted, except in the delivery check after the first message was
// received.
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
			requireNoLeak(t, before)
		})
	}
}

var cases = []struct {
	name  string
	check func(tester, pubsub.Bus)
}{
	{"delivery", checkDelivery},
	{"topic isolation", checkTopicIsolation},
	{"many subscribers", checkManySubscribers},
	{"publisher order", checkPublisherOrder},
	{"nested publish order", checkNestedPublishOrder},
	{"endless publish", checkEndlessPublish},
	{"cancel", checkCancel},
	{"cancel during delivery", checkCancelDuringDelivery},
	{"cancel other during delivery", checkCancelOther},
	{"subscribe during delivery", checkSubscribeDuringDelivery},
	{"serial calls", checkSerialCalls},
	{"slow subscriber", checkSlowSubscriber},
	{"panicking subscriber", checkPanic},
	{"exiting subscriber", checkGoexit},
	{"canceled context", checkCanceledContext},
	{"context scope", checkContextScope},
	{"typed topic", checkTypedTopic},
	{"close", checkClose},
}

// A tester is the part of *testing.T that the checks use. The tests of the suite have another
// implementation, which records the failure of a check.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// A receiver is a subscription with a channel of received messages.
type receiver struct {
	messages chan pubsub.Message
	cancel   func()
}

func newReceiver(t tester, bus pubsub.Bus, topic string) *receiver {
	t.Helper()
	return newReceiverSize(t, bus, topic, 10_000)
}

func newReceiverSize(t tester, bus pubsub.Bus, topic string, size int) *receiver {
	t.Helper()
	r := &receiver{messages: make(chan pubsub.Message, size)}
	r.cancel = subscribe(t, bus, topic, func(m pubsub.Message) { r.messages <- m })
	return r
}

// next waits for a message with data. Messages that only report Lost are skipped: a bus may report
// Lost whenever it cannot rule out that messages were lost, such as when a connection is slow.
func (r *receiver) next(t tester) pubsub.Message {
	t.Helper()
	for {
		if m := receive(t, r.messages); m.Data != nil {
			return m
		}
	}
}

// drain returns the messages with data in the channel.
func (r *receiver) drain() (all []pubsub.Message) {
	for {
		select {
		case m := <-r.messages:
			if m.Data != nil {
				all = append(all, m)
			}
		default:
			return all
		}
	}
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
	case <-time.After(timeout):
		require.FailNow(t, "nothing received", "within %v", timeout)
		panic("unreachable")
	}
}

// within fails if fn does not return within timeout.
func within(t tester, what string, fn func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn()
	}()
	select {
	case <-done:
	case <-time.After(timeout):
		require.FailNow(t, what+" blocks", "for %v", timeout)
	}
}
