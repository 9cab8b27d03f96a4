package redisbus_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/stretchr/testify/require"
)

func ignore(pubsub.Message) {}

func TestSubscribe_SharesSubscription(t *testing.T) {
	server := redistest.Start(t)
	b := newHealthyBus(t, server.URL())
	before := commandCalls(t, server, "subscribe")
	for range 1_000 {
		_, err := b.Subscribe(t.Context(), "room", ignore)
		require.NoError(t, err)
	}
	require.Equal(t, before+1, commandCalls(t, server, "subscribe"))
	require.EqualValues(t, 1, subscriberCount(t, server, "lively.room"))
}

// A new connection subscribes to many topics with few commands.
func TestReconnect_BatchesSubscriptions(t *testing.T) {
	server := redistest.Start(t)
	b := newHealthyBus(t, server.URL())
	var group sync.WaitGroup
	for n := range 2_000 {
		group.Go(func() {
			_, err := b.Subscribe(t.Context(), fmt.Sprint("room", n), ignore)
			require.NoError(t, err)
		})
	}
	group.Wait()
	before, since := commandCalls(t, server, "subscribe"), time.Now()
	server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
	waitReconnected(t, b, since)
	waitUntil(t, "all topics are subscribed", func() bool { return len(server.Do(t, "PUBSUB", "CHANNELS").([]any)) == 2_001 })
	require.Equal(t, before+3, commandCalls(t, server, "subscribe"), "want one for probes and two with a thousand topics each")
}

// Navigation between pages does not cause resubscriptions. An unused topic is unsubscribed after
// Linger.
func TestSubscription_Lingers(t *testing.T) {
	server := redistest.Start(t)
	b := newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.Linger = time.Minute })
	before := commandCalls(t, server, "subscribe")
	for range 100 {
		cancel, err := b.Subscribe(t.Context(), "room", ignore)
		require.NoError(t, err)
		cancel()
		cancel()
	}
	require.Equal(t, before+1, commandCalls(t, server, "subscribe"))
	require.Zero(t, commandCalls(t, server, "unsubscribe"))

	brief := newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.Linger = 10 * time.Millisecond })
	cancel, err := brief.Subscribe(t.Context(), "hall", ignore)
	require.NoError(t, err)
	require.EqualValues(t, 1, subscriberCount(t, server, "lively.hall"))
	cancel()
	waitUntil(t, "the topic is unsubscribed", func() bool { return subscriberCount(t, server, "lively.hall") == 0 })

	again := subscribe(t, brief, "hall")
	publish(t, b, "hall", "hi")
	again.waitFor(t, "hi")
	require.Zero(t, again.losses())
}

func TestSubscribe_ContextDone(t *testing.T) {
	server := redistest.Start(t)
	b := newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.Timeout = time.Hour })
	server.Freeze(t)
	defer server.Thaw(t) // Close waits for Redis
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := b.Subscribe(ctx, "room", ignore)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, `subscribe to "room"`)
}

// If Redis does not confirm a subscription in time, the subscriber receives Lost afterwards.
func TestSubscribe_NotConfirmed(t *testing.T) {
	server := redistest.Start(t)
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL(), shortTimeout, func(b *redisbus.Bus) { b.ProbeInterval = time.Hour })
	server.Freeze(t)
	rec := subscribe(t, b, "room")
	server.Thaw(t)
	rec.waitForLost(t)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
}

// A subscriber's function may call Subscribe, which waits for Redis.
func TestSubscribe_InSubscriber(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	inner := &recorder{}
	done := make(chan error, 1)
	_, err := b.Subscribe(t.Context(), "outer", func(pubsub.Message) {
		_, err := b.Subscribe(context.Background(), "inner", inner.record)
		done <- err
	})
	require.NoError(t, err)
	publish(t, a, "outer", "x")
	require.NoError(t, <-done)
	publish(t, a, "inner", "hi")
	inner.waitFor(t, "hi")
	require.Zero(t, inner.losses(), "Subscribe returned before it was confirmed")
}

// A message published by a subscriber comes after the one that it received, also on other nodes.
func TestPublish_InSubscriberKeepsOrder(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	_, err := a.Subscribe(t.Context(), "room", func(m pubsub.Message) {
		if string(m.Data) == "ping" {
			_ = a.Publish(context.Background(), "room", []byte("pong")) // if it fails, waitFor fails below
		}
	})
	require.NoError(t, err)
	publish(t, a, "room", "ping")
	rec.waitFor(t, "pong")
	require.Equal(t, []string{"ping", "pong"}, rec.received())
}

// commandCalls returns how often Redis has executed a command.
func commandCalls(t *testing.T, s *redistest.Server, command string) int {
	t.Helper()
	stats := s.Do(t, "INFO", "commandstats").(string)
	m := regexp.MustCompile(`cmdstat_` + command + `:calls=(\d+)`).FindStringSubmatch(stats)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	require.NoError(t, err)
	return n
}
