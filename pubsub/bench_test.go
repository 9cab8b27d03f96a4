package pubsub_test

import (
	"fmt"
	"testing"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// BenchmarkLocalPublish measures Publish by number of subscriptions.
func BenchmarkLocalPublish(b *testing.B) {
	for _, subscriptions := range []int{0, 1, 1_000} {
		b.Run(fmt.Sprint(subscriptions), func(b *testing.B) {
			var bus pubsub.Local
			for range subscriptions {
				_, err := bus.Subscribe(b.Context(), "a", func(pubsub.Message) {})
				require.NoError(b, err)
			}
			data := []byte("hello")
			b.ReportAllocs()
			for b.Loop() {
				if err := bus.Publish(b.Context(), "a", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTopicFanOut measures the time from Publish of a struct until the last subscriber was
// called. Each message is decoded once.
func BenchmarkTopicFanOut(b *testing.B) {
	for _, subscribers := range []int{1, 1_000} {
		b.Run(fmt.Sprint(subscribers), func(b *testing.B) {
			var bus pubsub.Local
			topic := pubsub.NewTopic[counted](&bus, "a")
			received := 0
			for range subscribers {
				_, err := topic.Subscribe(b.Context(), func(pubsub.Delivery[counted]) { received++ })
				require.NoError(b, err)
			}
			decoded.Store(0)
			b.ReportAllocs()
			published := 0
			for b.Loop() {
				published++
				if err := topic.Publish(b.Context(), counted{published}); err != nil {
					b.Fatal(err)
				}
			}
			require.Equal(b, published*subscribers, received)
			require.EqualValues(b, published, decoded.Load())
			b.ReportMetric(float64(decoded.Load())/float64(published), "decodes/op")
		})
	}
}

// BenchmarkLocalPublishParallel measures publishers on all cores that share a topic.
func BenchmarkLocalPublishParallel(b *testing.B) {
	var bus pubsub.Local
	_, err := bus.Subscribe(b.Context(), "a", func(pubsub.Message) {})
	require.NoError(b, err)
	data := []byte("hello")
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := bus.Publish(b.Context(), "a", data); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
