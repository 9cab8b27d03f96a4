package redisbus_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/stretchr/testify/require"
)

// Each of these breaks the subscription connection of a node while another publishes.
var cuts = map[string]func(*testing.T, *redistest.Server, *redisbus.Bus){
	"CLIENT KILL": func(t *testing.T, server *redistest.Server, _ *redisbus.Bus) {
		server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
	},
	// Redis drops a subscriber for whom more waits than the limit allows.
	"output buffer limit": func(t *testing.T, server *redistest.Server, from *redisbus.Bus) {
		server.Do(t, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 32768 32768 0")
		publish(t, from, "room", strings.Repeat("x", 1<<17))
	},
}

func TestABrokenConnectionIsALoss(t *testing.T) {
	for name, cut := range cuts {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
			rec := subscribe(t, b, "room")
			publish(t, a, "room", "before")
			rec.waitFor(t, "before")

			since := time.Now()
			cut(t, server, a)
			waitReconnected(t, b, since)
			rec.waitForLost(t)
			publish(t, a, "room", "after")
			rec.waitFor(t, "after")
			require.Equal(t, 1, rec.losses(), "Lost is told once")
			require.Equal(t, []string{"before", "after"}, rec.received())
		})
	}
}

// With messages all the time: whatever is missing was called lost, once.
func TestABrokenConnectionUnderLoad(t *testing.T) {
	server := redistest.Start(t)
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
	n := publishUntil(t, a, server, func() bool { return rec.losses() > 0 })
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.NotEmpty(t, rec.missing(n), "else this test shows nothing")
	require.Equal(t, 1, rec.losses())
}

// A proxy reconnects to Redis, and the node does not notice. The sequence numbers show that messages are missing; without
// them as well, the node misses messages silently.
func TestABrokenConnectionWithoutProtection(t *testing.T) {
	for name, losses := range map[string]int{"with sequence numbers": 1, "without": 0} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			proxy := newProxy(t, server.Addr)
			proxy.hide = true
			a := newHealthyBus(t, server.URL())
			if losses == 0 {
				require.NoError(t, a.AddHook(&redisbus.HideSequence{}))
			}
			b := newHealthyBus(t, proxy.url()+"?protocol=2", func(b *redisbus.Bus) { b.Timeout = timeout })
			rec := subscribe(t, b, "room")
			publish(t, a, "room", "before")
			rec.waitFor(t, "before")

			proxy.mu.Lock()
			server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
			direct := subscribe(t, newHealthyBus(t, server.URL()), "room")
			publish(t, a, "room", "missed")
			direct.waitFor(t, "missed")
			proxy.mu.Unlock()
			waitUntil(t, "the proxy has subscribed", func() bool { return subscriberCount(t, server, "lively.room") == 2 })

			publish(t, a, "room", "after")
			rec.waitFor(t, "after")
			require.Equal(t, []string{"before", "after"}, rec.received())
			require.Equal(t, losses, rec.losses())
			require.True(t, b.Health().OK)
		})
	}
}

// Redis stands still, or is not there for a while: the node goes on alone, and is whole again afterwards.
func TestRedisGoesAndComesBack(t *testing.T) {
	for name, c := range map[string]struct {
		stop, start func(*redistest.Server, testing.TB)
	}{
		"SIGSTOP and SIGCONT":         {(*redistest.Server).Freeze, (*redistest.Server).Thaw},
		"restart with an empty store": {(*redistest.Server).Stop, (*redistest.Server).Restart},
		"CLIENT PAUSE":                {pauseClients, func(*redistest.Server, testing.TB) {}}, // it ends by itself
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
			onA, onB := subscribe(t, a, "room"), subscribe(t, b, "room")
			publish(t, a, "room", "before")
			onB.waitFor(t, "before")

			c.stop(server, t)
			publish(t, a, "room", "on its way perhaps")
			waitNotOK(t, a)
			waitNotOK(t, b)
			require.Error(t, b.Health().Err)
			requireWorksAlone(t, a)

			c.start(server, t)
			waitOK(t, a)
			waitOK(t, b)
			onA.waitForLost(t)
			onB.waitForLost(t)
			publish(t, a, "room", "after")
			onB.waitFor(t, "after")
			publish(t, b, "room", "back")
			onA.waitFor(t, "back")
			require.Equal(t, 1, onA.losses())
			require.Equal(t, 1, onB.losses())
			require.Equal(t, []string{"before", "on its way perhaps", "while away", "after", "back"}, onA.received())
		})
	}
}

func pauseClients(s *redistest.Server, t testing.TB) { s.Do(t, "CLIENT", "PAUSE", "3500", "ALL") }

func requireWorksAlone(t *testing.T, b *redisbus.Bus) {
	t.Helper()
	began := time.Now()
	room := subscribe(t, b, "room")
	other := subscribe(t, b, "a topic that Redis does not know")
	publish(t, b, "room", "while away")
	require.True(t, room.has("while away"), "heard before Publish returns")
	publish(t, b, "a topic that Redis does not know", "while away")
	require.True(t, other.has("while away"))
	for range 10_000 { // more than may wait for Redis
		publish(t, b, "flood", "x")
	}
	require.Less(t, time.Since(began), timeout/2, "nobody waits for Redis")
}

// Who publishes need not wait for the next probe to learn that nothing gets through.
func TestAFailedPublishIsProbedAtOnce(t *testing.T) {
	server := redistest.Start(t)
	b := newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.Timeout, b.ProbeInterval = 500*time.Millisecond, time.Hour })
	server.Freeze(t)
	publish(t, b, "room", "x")
	waitNotOK(t, b)
}

func TestRedisIsDownAtTheStart(t *testing.T) {
	server := redistest.Start(t)
	server.Stop(t)
	a, b := newBus(t, server.URL()), newBus(t, server.URL())
	onB := subscribe(t, b, "room")
	requireWorksAlone(t, a)
	waitUntil(t, "the failure is known", func() bool { return a.Health().Err != nil })
	require.False(t, a.Health().OK)
	require.Zero(t, onB.losses())

	server.Restart(t)
	waitOK(t, a)
	waitOK(t, b)
	onB.waitForLost(t)
	publish(t, a, "room", "after")
	onB.waitFor(t, "after")
	require.Equal(t, 1, onB.losses())
	require.Equal(t, []string{"after"}, onB.received())
}

// A pause shorter than Timeout is no failure: everything arrives, late.
func TestAShortPauseLosesNothing(t *testing.T) {
	server := redistest.Start(t)
	unhurried := func(b *redisbus.Bus) { b.Timeout = timeout }
	a, b := newHealthyBus(t, server.URL(), unhurried), newHealthyBus(t, server.URL(), unhurried)
	rec := subscribe(t, b, "room")
	server.Do(t, "CLIENT", "PAUSE", "300", "ALL")
	n := 0
	for ; n < 100; n++ {
		publish(t, a, "room", string(rune('a'+n%26)))
	}
	publish(t, a, "room", "last")
	rec.waitFor(t, "last")
	require.Len(t, rec.received(), n+1)
	require.Zero(t, rec.losses())
	require.True(t, b.Health().OK)
}
