package live_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A lossyBus is a bus that can report a loss.
type lossyBus struct {
	pubsub.Local
	mu   sync.Mutex
	subs []func(pubsub.Message)
}

// Subscribe keeps fn. The returned function does nothing.
func (b *lossyBus) Subscribe(_ context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs, fn)
	return func() {}, nil
}

// reportLoss delivers a loss to every subscriber.
func (b *lossyBus) reportLoss() {
	for _, fn := range b.subs {
		fn(pubsub.Message{Topic: "a", Lost: true})
	}
}

// reloadTimes opens n pages on one bus, reports a loss, and returns the time of each Reload.
func reloadTimes(t *testing.T, n int) (times []time.Duration) {
	var bus lossyBus
	var mu sync.Mutex
	start := time.Now()
	topic := pubsub.NewTopic[int](&bus, "a")
	a := serve(t, &live.Server{Handler: pageMux(func(*http.Request) live.View {
		v := &view{mount: func(s *live.Socket) error {
			_, err := live.Subscribe(s, topic, func(*live.Socket, int) error { return nil })
			return err
		}}
		v.reload = func(*live.Socket) error {
			mu.Lock()
			defer mu.Unlock()
			times = append(times, time.Since(start))
			return nil
		}
		return v
	})}, nil)
	for range n {
		a.browser().open("/")
	}
	synctest.Wait()
	start = time.Now()
	bus.reportLoss()
	time.Sleep(time.Second)
	synctest.Wait()
	mu.Lock()
	defer mu.Unlock()
	return slices.Clone(times)
}

// After a loss, a small number of pages reload without a delay, each of them once.
func TestBusLoss_EachPageReloadsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		times := reloadTimes(t, 3)
		require.Equal(t, []time.Duration{0, 0, 0}, times)
	})
}

// Many pages do not all reload at the same time.
func TestBusLoss_ReloadsAreSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 300
		times := reloadTimes(t, n)
		require.Len(t, times, n)
		require.LessOrEqual(t, times[n-1], n*time.Millisecond)
		require.Greater(t, times[n-1]-times[0], n/2*time.Millisecond)
		early := 0
		for _, d := range times {
			if d < n/4*time.Millisecond {
				early++
			}
		}
		require.Less(t, early, n/2, "reloads are spread")
	})
}
