package redisbus

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

func newTestShard() *shard {
	b := &Bus{Linger: time.Minute}
	return newShard(b, node{}, "lively")
}

func TestShard_RemoveUnused(t *testing.T) {
	s := newTestShard()
	used, unused, pending := s.acquire("used"), s.acquire("unused"), s.acquire("pending")
	s.onSubscribed("used", noon)
	s.onSubscribed("unused", noon)
	s.release(unused)
	s.release(pending)
	require.Empty(t, s.removeUnused(time.Now().Add(59*time.Second)))
	require.Equal(t, []string{"lively.unused"}, s.removeUnused(time.Now().Add(61*time.Second)))
	require.Equal(t, map[string]*topic{"used": used, "pending": pending}, s.topics)

	require.Same(t, used, s.acquire("used"))
	s.release(used)
	require.Empty(t, s.removeUnused(time.Now().Add(time.Hour)), "one subscriber is left")
}

// The topics that removeUnused visits are those without subscribers, however many are in use.
func TestShard_RemoveUnusedVisitsOnlyUnused(t *testing.T) {
	s := newTestShard()
	for n := range 1_000 {
		name := fmt.Sprint(n)
		used := s.acquire(name)
		s.onSubscribed(name, noon)
		s.release(used)
		require.Same(t, used, s.acquire(name))
	}
	require.Zero(t, s.unused.Len())
	unused := s.acquire("unused")
	s.release(unused)
	require.Equal(t, 1, s.unused.Len())
	s.onDisconnect()
	require.Zero(t, s.unused.Len())
	require.Len(t, s.topics, 1_000)
	require.NotSame(t, unused, s.acquire("unused"))
}

// Topics that are added while a command is in progress are subscribed with one command.
func TestShard_PendingSubs(t *testing.T) {
	s := newTestShard()
	for _, name := range []string{"a", "b", "a", "c"} {
		s.acquire(name)
	}
	require.Len(t, s.subscribeNow, 1)
	require.Equal(t, []string{"lively.a", "lively.b", "lively.c"}, s.takePendingSubs())
	require.Empty(t, s.takePendingSubs())
}

// Lost is not reported before a probe has returned, or each attempt to connect would report it.
func TestLost_DeferredUntilProbe(t *testing.T) {
	s := newTestShard()
	s.acquire("a")
	s.acquire("late")
	s.release(s.acquire("unused"))
	require.Empty(t, s.onSubscribed("a", noon).lost, "reported Lost before the first connection")

	for range 2 {
		s.onDisconnect()
		require.Equal(t, []string{"lively.a", "lively.late"}, sorted(s.allChannels()))
		require.Empty(t, s.onSubscribed("a", noon).lost)
	}
	require.Equal(t, []string{"a"}, s.onConnected(noon).lost)
	require.Empty(t, s.onConnected(noon).lost)
	require.Equal(t, []string{"late"}, s.onSubscribed("late", noon).lost, "subscribed after the probe has returned")
	require.Empty(t, s.onSubscribed("removed", noon).lost)
}

func TestLost_SubscribeWhileDisconnected(t *testing.T) {
	s := newTestShard()
	s.onDisconnect()
	topic := s.acquire("a")
	require.NoError(t, s.waitSubscribed(t.Context(), topic))
	require.Equal(t, []string{"lively.a"}, s.takePendingSubs())
	require.Empty(t, s.onSubscribed("a", noon).lost)
	require.Equal(t, []string{"a"}, s.onConnected(noon).lost)
	require.NoError(t, s.waitSubscribed(t.Context(), topic))
}

func TestRetry_Delay(t *testing.T) {
	r := retry{stableAfter: time.Minute}
	check := func(connected, maxDelay time.Duration) {
		t.Helper()
		d := r.delay(connected)
		require.GreaterOrEqual(t, d, maxDelay/2)
		require.LessOrEqual(t, d, maxDelay)
	}
	for _, ms := range []time.Duration{50, 100, 200, 400, 800, 1600, 3200, 5000, 5000} {
		check(time.Minute, ms*time.Millisecond)
	}
	for range 1_000 {
		check(0, 5*time.Second)
	}
	check(time.Minute+1, 50*time.Millisecond)
	check(0, 100*time.Millisecond)
}

// A new subscriber reads the store, so earlier losses are not reported to it.
func TestLost_BeforeSubscribe(t *testing.T) {
	s := newTestShard()
	s.acquire("a")
	s.onSubscribed("a", noon)
	conn := &conn{shard: s}
	require.Equal(t, deliver, conn.topics["a"].check(envelope{lost: true, lossAge: 2 * time.Second, pos: position{1, 1}}, noon.Add(time.Second)))
	require.Equal(t, deliverLost, conn.topics["a"].check(envelope{lost: true, lossAge: time.Second, pos: position{1, 2}}, noon.Add(2*time.Second)))
}

// go-redis may send a probe twice. The second one is ignored.
func TestProbe_DuplicateIsIgnored(t *testing.T) {
	conn := &conn{shard: newTestShard(), probeReturned: make(chan time.Time, 2)}
	conn.awaitedProbe = 7
	conn.handleOwnProbe(envelope{pos: position{seq: 6}}, noon)
	require.Empty(t, conn.probeReturned)
	conn.handleOwnProbe(envelope{pos: position{seq: 7}}, noon)
	conn.handleOwnProbe(envelope{pos: position{seq: 7}}, noon)
	require.Len(t, conn.probeReturned, 1)
}

// Redis ends a subscription on a cluster when its slot is moved to another node.
func TestConn_EndsIfRedisUnsubscribes(t *testing.T) {
	conn := &conn{shard: newTestShard()}
	conn.acquire("a")
	conn.onSubscribed("a", noon)
	for name, c := range map[string]struct {
		kind, channel string
		ends          bool
	}{
		"in use":          {"sunsubscribe", "lively.a", true},
		"removed":         {"unsubscribe", "lively.b", false},
		"control channel": {"sunsubscribe", "lively!", true},
	} {
		t.Run(name, func(t *testing.T) {
			err := conn.handleSubscription(&redis.Subscription{Kind: c.kind, Channel: c.channel})
			require.Equal(t, c.ends, err != nil)
		})
	}
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
