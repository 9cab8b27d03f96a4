package redisbus_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// BenchmarkRoundTrip measures the time from Publish on one node to the subscriber on another, one
// message at a time.
func BenchmarkRoundTrip(b *testing.B) {
	b.Run("plain", func(b *testing.B) { roundTrip(b, 0) })
	b.Run("with history", func(b *testing.B) { roundTrip(b, 1_000) })
}

func roundTrip(b *testing.B, maxLen int) {
	from, to := newHealthyBus(b, server.URL(), withHistory(maxLen)), newHealthyBus(b, server.URL(), withHistory(maxLen))
	received := make(chan struct{}, 1)
	_, err := to.Subscribe(b.Context(), "room", func(pubsub.Message) { received <- struct{}{} })
	require.NoError(b, err)
	data := []byte("hello")
	for b.Loop() {
		if err := from.Publish(context.Background(), "room", data); err != nil {
			b.Fatal(err)
		}
		<-received
	}
}

// BenchmarkThroughput measures messages per second with a window that is smaller than a
// subscriber's queue.
func BenchmarkThroughput(b *testing.B) {
	for _, size := range []int{10, 1_000} {
		b.Run(fmt.Sprint(size, " bytes"), func(b *testing.B) { throughput(b, size, 0) })
		b.Run(fmt.Sprint(size, " bytes with history"), func(b *testing.B) { throughput(b, size, 1_000) })
	}
}

func throughput(b *testing.B, size, maxLen int) {
	const window = 512
	from, to := newHealthyBus(b, server.URL(), withHistory(maxLen)), newHealthyBus(b, server.URL(), withHistory(maxLen))
	free := make(chan struct{}, window)
	lost := false
	_, err := to.Subscribe(b.Context(), "room", func(m pubsub.Message) {
		lost = lost || m.Lost
		<-free
	})
	require.NoError(b, err)
	data := make([]byte, size)
	b.ReportAllocs()
	for b.Loop() {
		free <- struct{}{}
		if err := from.Publish(context.Background(), "room", data); err != nil {
			b.Fatal(err)
		}
	}
	for range window { // until all messages are received
		free <- struct{}{}
	}
	require.False(b, lost)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
