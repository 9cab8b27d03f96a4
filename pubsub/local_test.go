package pubsub_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"weak"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver/bustest"

	"github.com/stretchr/testify/require"
)

func TestLocalPassesTheSuite(t *testing.T) {
	bustest.Run(t, func(*testing.T) pubsub.Bus { return new(pubsub.Local) })
}

func TestLocalDeliversBeforePublishReturns(t *testing.T) {
	var bus pubsub.Local
	var heard []string
	_, err := bus.Subscribe(t.Context(), "a", func(m pubsub.Message) { heard = append(heard, string(m.Data)) })
	require.NoError(t, err)
	require.NoError(t, bus.Publish(t.Context(), "a", []byte("1")))
	require.Equal(t, []string{"1"}, heard)
}

// The publisher that found the subscriber stuck waits; what others publish is kept up to a limit, then dropped, and the
// subscriber is told.
func TestLocalKeepsALimitedNumberForAStuckSubscriber(t *testing.T) {
	for _, c := range []struct {
		name      string
		published int
		kept      int
		lost      bool
	}{
		{"at the limit", 1_024, 1_024, false},
		{"over the limit", 1_025, 1, true},
		{"far over the limit", 1_024*3 + 7, 7, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var bus pubsub.Local
				release := make(chan struct{})
				var heard []pubsub.Message
				_, err := bus.Subscribe(t.Context(), "a", func(m pubsub.Message) {
					<-release
					heard = append(heard, m)
				})
				require.NoError(t, err)
				go func() { _ = bus.Publish(context.Background(), "a", []byte("stuck")) }()
				synctest.Wait()

				for n := range c.published {
					require.NoError(t, bus.Publish(t.Context(), "a", fmt.Append(nil, n)))
				}
				close(release)
				synctest.Wait()

				require.Len(t, heard, 1+c.kept)
				require.False(t, heard[0].Lost)
				require.Equal(t, c.lost, heard[1].Lost)
				require.Equal(t, fmt.Sprint(c.published-1), string(heard[c.kept].Data))
			})
		})
	}
}

func TestLocalForgetsUnusedTopics(t *testing.T) {
	var bus pubsub.Local
	var cancels []func()
	fill := func() {
		for n := range 10_000 {
			cancel, err := bus.Subscribe(t.Context(), fmt.Sprint("topic ", n), func(pubsub.Message) {})
			require.NoError(t, err)
			cancels = append(cancels, cancel)
		}
		for _, cancel := range cancels {
			cancel()
		}
	}
	fill()
	cancels = nil
	require.Less(t, heapOf(fill), int64(1<<20))
	runtime.KeepAlive(&bus)
}

// heapOf is how many bytes of what fn made are still there afterwards.
func heapOf(fn func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	fn()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// A bus goes when nobody holds it any more, however many subscriptions were never cancelled.
func TestSubscriptionsDoNotKeepABusAlive(t *testing.T) {
	gone := func() weak.Pointer[pubsub.Local] {
		bus := new(pubsub.Local)
		_, err := pubsub.NewTopic[int](bus, "a").Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
		require.NoError(t, err)
		_, err = bus.Subscribe(t.Context(), "b", func(pubsub.Message) {})
		require.NoError(t, err)
		return weak.Make(bus)
	}()
	runtime.GC()
	require.Nil(t, gone.Value())
}
