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

func TestLocal_Conformance(t *testing.T) {
	bustest.Run(t, func(*testing.T) pubsub.Bus { return new(pubsub.Local) })
}

func TestLocal_DeliversBeforePublishReturns(t *testing.T) {
	var bus pubsub.Local
	var received []string
	_, err := bus.Subscribe(t.Context(), "a", func(m pubsub.Message) { received = append(received, string(m.Data)) })
	require.NoError(t, err)
	require.NoError(t, bus.Publish(t.Context(), "a", []byte("1")))
	require.Equal(t, []string{"1"}, received)
}

// Only the publisher that called the blocked subscriber waits. Messages of other publishers are
// queued up to a limit, then dropped, and the subscriber receives Lost.
func TestLocal_BoundsQueueOfBlockedSubscriber(t *testing.T) {
	for _, c := range []struct {
		name      string
		published int
		queued    int
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
				var received []pubsub.Message
				_, err := bus.Subscribe(t.Context(), "a", func(m pubsub.Message) {
					<-release
					received = append(received, m)
				})
				require.NoError(t, err)
				go func() { _ = bus.Publish(context.Background(), "a", []byte("blocked")) }()
				synctest.Wait()

				for n := range c.published {
					require.NoError(t, bus.Publish(t.Context(), "a", fmt.Append(nil, n)))
				}
				close(release)
				synctest.Wait()

				require.Len(t, received, 1+c.queued)
				require.False(t, received[0].Lost)
				require.Equal(t, c.lost, received[1].Lost)
				require.Equal(t, fmt.Sprint(c.published-1), string(received[c.queued].Data))
			})
		})
	}
}

func TestLocal_ReleasesUnusedTopics(t *testing.T) {
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
	require.Less(t, heapGrowth(fill), int64(1<<20))
	runtime.KeepAlive(&bus)
}

// heapGrowth returns the number of bytes that fn allocates and leaves reachable.
func heapGrowth(fn func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	fn()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// A bus is garbage collected when it is unreachable, even if subscriptions were never cancelled.
func TestLocal_CollectedDespiteSubscriptions(t *testing.T) {
	bus := func() weak.Pointer[pubsub.Local] {
		bus := new(pubsub.Local)
		_, err := pubsub.NewTopic[int](bus, "a").Subscribe(t.Context(), func(pubsub.Delivery[int]) {})
		require.NoError(t, err)
		_, err = bus.Subscribe(t.Context(), "b", func(pubsub.Message) {})
		require.NoError(t, err)
		return weak.Make(bus)
	}()
	runtime.GC()
	require.Nil(t, bus.Value())
}
