package driver_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"
	"github.com/lively-go/lively/pubsub/driver/bustest"

	"github.com/stretchr/testify/require"
)

// The goroutine that receives the messages of all topics is not blocked by one subscriber.
func TestDeliver_DoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var local pubsub.Local
		release := make(chan struct{})
		var received []pubsub.Message
		_, err := local.Subscribe(t.Context(), "a", func(m pubsub.Message) {
			<-release
			received = append(received, m)
		})
		require.NoError(t, err)
		want := []pubsub.Message{{Topic: "a", Data: []byte("1")}, {Topic: "a", Lost: true}, {Topic: "a", Data: []byte("2"), Lost: true}}
		for _, m := range want {
			driver.Deliver(&local, m)
		}
		driver.Deliver(&local, pubsub.Message{Topic: "without subscribers"})
		close(release)
		synctest.Wait()
		require.Equal(t, want, received)

		require.NoError(t, local.Close())
		driver.Deliver(&local, want[0])
		synctest.Wait()
		require.Len(t, received, len(want), "Deliver after Close called a subscriber")
	})
}

// Without Forget, a Topic would keep using the subscription that it made before Close.
func TestForget(t *testing.T) {
	for name, forget := range map[string]func(pubsub.Bus){"called": driver.Forget, "not called": func(pubsub.Bus) {}} {
		t.Run(name, func(t *testing.T) {
			bus := &wrapper{forget: forget}
			topic := pubsub.NewTopic[int](bus, "a")
			ignore := func(pubsub.Delivery[int]) {}
			_, err := topic.Subscribe(t.Context(), ignore)
			require.NoError(t, err)
			require.NoError(t, bus.Close())
			_, err = topic.Subscribe(t.Context(), ignore)
			if name == "called" {
				require.ErrorIs(t, err, pubsub.ErrClosed)
			} else {
				require.NoError(t, err)
			}
		})
	}
}

func TestWrapper_Conformance(t *testing.T) {
	bustest.Run(t, func(*testing.T) pubsub.Bus { return &wrapper{forget: driver.Forget} })
}

// wrapper is a Bus that does not embed its Local.
type wrapper struct {
	local  pubsub.Local
	forget func(pubsub.Bus)
}

func (w *wrapper) Publish(ctx context.Context, topic string, data []byte) error {
	return w.local.Publish(ctx, topic, data)
}

func (w *wrapper) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	return w.local.Subscribe(ctx, topic, fn)
}

func (w *wrapper) Close() error {
	defer w.forget(w)
	return w.local.Close()
}
