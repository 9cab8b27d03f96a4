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

// A broken bus is a Local whose connection can be lost.
type broken struct {
	pubsub.Local
	mu   sync.Mutex
	subs []func(pubsub.Message)
}

// Subscribe keeps fn; cancel is of no use here.
func (b *broken) Subscribe(_ context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs, fn)
	return func() {}, nil
}

// lose tells every subscriber at once.
func (b *broken) lose() {
	for _, fn := range b.subs {
		fn(pubsub.Message{Topic: "a", Lost: true})
	}
}

// reloads opens n pages on one bus, loses something, and returns when each page reloaded.
func reloads(t *testing.T, n int) (at []time.Duration) {
	var bus broken
	var mu sync.Mutex
	start := time.Now()
	topic := pubsub.NewTopic[int](&bus, "a")
	a := serve(t, &live.Server{Handler: pages(func(*http.Request) live.View {
		v := &view{mount: func(s *live.Socket) error {
			return live.Subscribe(s, topic, func(*live.Socket, int) error { return nil })
		}}
		v.reload = func(*live.Socket) error {
			mu.Lock()
			defer mu.Unlock()
			at = append(at, time.Since(start))
			return nil
		}
		return v
	})}, nil)
	for range n {
		a.browser().open("/")
	}
	synctest.Wait()
	start = time.Now()
	bus.lose()
	time.Sleep(time.Second)
	synctest.Wait()
	mu.Lock()
	defer mu.Unlock()
	return slices.Clone(at)
}

// The connection to the bus is lost: every page hears it in one moment, and reloads once.
func TestBusLoss_EachPageReloadsOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		at := reloads(t, 3)
		require.Equal(t, []time.Duration{0, 0, 0}, at)
	})
}

// Many pages do not ask the store all at once.
func TestBusLoss_ReloadsAreSpread(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const n = 300
		at := reloads(t, n)
		require.Len(t, at, n)
		require.LessOrEqual(t, at[n-1], n*time.Millisecond)
		require.Greater(t, at[n-1]-at[0], n/2*time.Millisecond)
		early := 0
		for _, d := range at {
			if d < n/4*time.Millisecond {
				early++
			}
		}
		require.Less(t, early, n/2, "spread, not at once")
	})
}
