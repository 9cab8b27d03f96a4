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

func TestATopicIsSubscribedOnce(t *testing.T) {
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

// Many at once become few commands: here, on a new connection.
func TestSubscriptionsAreBatched(t *testing.T) {
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
	require.Equal(t, before+3, commandCalls(t, server, "subscribe"), "one for the probe, two with a thousand topics each")
}

// Who goes from page to page does not make Redis work; who is gone is gone in the end.
func TestASubscriptionLingers(t *testing.T) {
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
	waitUntil(t, "Redis forgets the topic", func() bool { return subscriberCount(t, server, "lively.hall") == 0 })

	again := subscribe(t, brief, "hall")
	publish(t, b, "hall", "hi")
	again.waitFor(t, "hi")
	require.Zero(t, again.losses())
}

func TestSubscribeIsBoundedByItsContext(t *testing.T) {
	server := redistest.Start(t)
	b := newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.Timeout = time.Hour })
	server.Freeze(t)
	defer server.Thaw(t) // Close sends what waits
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := b.Subscribe(ctx, "room", ignore)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, `subscribe to "room"`)
}

// Waiting for Redis is for what it can still answer; the rest it makes good.
func TestSubscribeWithoutAnswer(t *testing.T) {
	server := redistest.Start(t)
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.ProbeInterval = time.Hour })
	server.Freeze(t)
	rec := subscribe(t, b, "room")
	server.Thaw(t)
	rec.waitForLost(t)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
}

// A subscriber may subscribe, and wait for that, while it is called.
func TestSubscribeWithinASubscriber(t *testing.T) {
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
	require.Zero(t, inner.losses(), "it was confirmed, not given up")
}

// A subscriber that answers at once: elsewhere too its message comes after the one that it answers.
func TestAnAnswerComesAfterItsQuestion(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	_, err := a.Subscribe(t.Context(), "room", func(m pubsub.Message) {
		if string(m.Data) == "question" {
			_ = a.Publish(context.Background(), "room", []byte("answer")) // a failure shows below: nobody hears it
		}
	})
	require.NoError(t, err)
	publish(t, a, "room", "question")
	rec.waitFor(t, "answer")
	require.Equal(t, []string{"question", "answer"}, rec.received())
}

// calls is how often a command was given.
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
