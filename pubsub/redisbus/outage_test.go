package redisbus_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/stretchr/testify/require"
)

// Each of these ends the subscription connection of a node while another publishes.
var disconnects = map[string]func(*testing.T, *redistest.Server, *redisbus.Bus){
	"CLIENT KILL": func(t *testing.T, server *redistest.Server, _ *redisbus.Bus) {
		server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
	},
	// Redis disconnects a subscriber whose output buffer exceeds the limit.
	"output buffer limit": func(t *testing.T, server *redistest.Server, from *redisbus.Bus) {
		server.Do(t, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 32768 32768 0")
		publish(t, from, "room", strings.Repeat("x", 1<<17))
	},
}

func TestLost_AfterReconnect(t *testing.T) {
	for name, disconnect := range disconnects {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
			rec := subscribe(t, b, "room")
			publish(t, a, "room", "before")
			rec.waitFor(t, "before")

			since := time.Now()
			disconnect(t, server, a)
			waitReconnected(t, b, since)
			rec.waitForLost(t)
			publish(t, a, "room", "after")
			rec.waitFor(t, "after")
			require.Equal(t, 1, rec.losses(), "received Lost more than once")
			require.Equal(t, []string{"before", "after"}, rec.received())
		})
	}
}

// Messages are published continuously. Lost is received once for all missing messages.
func TestLost_WhilePublishing(t *testing.T) {
	server := redistest.Start(t)
	a, b := newHealthyBus(t, server.URL()), newDetachable(t, server)
	rec := subscribe(t, b.Bus, "room")
	n := publishAcrossOutage(t, a, b)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.NotEmpty(t, rec.missing(n))
	require.Equal(t, 1, rec.losses())
}

// A proxy hides a reconnect from the node. The sequence numbers show that messages are missing. If
// they are disabled too, the loss is silent.
func TestLostConnection_WithoutProtection(t *testing.T) {
	for name, losses := range map[string]int{"with sequence numbers": 1, "without": 0} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			proxy := newProxy(t, server.Addr)
			proxy.hide = true
			a := newHealthyBus(t, server.URL())
			if losses == 0 {
				require.NoError(t, a.AddHook(&redisbus.HideSequence{}))
			}
			b := newHealthyBus(t, proxy.url()+"?protocol=2")
			rec := subscribe(t, b, "room")
			publish(t, a, "room", "before")
			rec.waitFor(t, "before")

			unblock := proxy.block()
			defer unblock()
			server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
			direct := subscribe(t, newHealthyBus(t, server.URL()), "room")
			publish(t, a, "room", "missed")
			direct.waitFor(t, "missed")
			unblock()
			waitUntil(t, "the proxy has subscribed", func() bool { return subscriberCount(t, server, "lively.room") == 2 })

			publish(t, a, "room", "after")
			rec.waitFor(t, "after")
			require.Equal(t, []string{"before", "after"}, rec.received())
			require.Equal(t, losses, rec.losses())
			require.True(t, b.Health().OK)
		})
	}
}

// While Redis does not reply or is down, messages are delivered within the node. Afterwards, the
// nodes are connected again.
func TestRedisOutage(t *testing.T) {
	for name, c := range map[string]struct {
		stop, start func(*redistest.Server, testing.TB)
		ends        time.Duration // the outage ends by itself after that time; 0 if it does not
		gaps        int           // Redis may execute a message or probe of a late, so that the next message shows a gap
	}{
		"SIGSTOP and SIGCONT":         {(*redistest.Server).Freeze, (*redistest.Server).Thaw, 0, 1},
		"restart with an empty store": {(*redistest.Server).Stop, (*redistest.Server).Restart, 0, 0},
		"CLIENT PAUSE":                {pauseClients, func(*redistest.Server, testing.TB) {}, pauseTime, 1},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := newHealthyBus(t, server.URL(), shortTimeout), newHealthyBus(t, server.URL(), shortTimeout)
			onA, onB := subscribe(t, a, "room"), subscribe(t, b, "room")
			publish(t, a, "room", "before")
			onB.waitFor(t, "before")

			since := time.Now()
			c.stop(server, t)
			publish(t, a, "room", "possibly lost")
			stopped := time.Now()
			waitUntil(t, "both buses have failed", func() bool {
				if c.ends > 0 && time.Since(stopped) > c.ends { // perhaps while this process did not run
					c.stop(server, t)
					stopped = time.Now()
				}
				return hasFailed(a, since) && hasFailed(b, since)
			})
			require.Error(t, b.Health().Err)
			requireLocalDelivery(t, a)

			c.start(server, t)
			waitOK(t, a)
			waitOK(t, b)
			onA.waitForLost(t)
			onB.waitForLost(t)
			publish(t, a, "room", "after")
			onB.waitFor(t, "after")
			publish(t, b, "room", "back")
			onA.waitFor(t, "back")
			onA.requireLostOnce(t, 2, a, b)
			onB.requireLostOnce(t, 2-c.gaps, a, b)
			losses, before := onB.losses(), outages(a, b)
			publish(t, a, "room", "again")
			onB.waitFor(t, "again")
			require.LessOrEqual(t, onB.losses(), losses+outages(a, b)-before, "received Lost again")
			require.Equal(t, []string{"before", "possibly lost", "while away", "after", "back", "again"}, onA.received())
		})
	}
}

const pauseTime = 3500 * time.Millisecond

func pauseClients(s *redistest.Server, t testing.TB) {
	s.Do(t, "CLIENT", "PAUSE", pauseTime.Milliseconds(), "ALL")
}

func requireLocalDelivery(t *testing.T, b *redisbus.Bus) {
	t.Helper()
	start := time.Now()
	room := subscribe(t, b, "room")
	other := subscribe(t, b, "new topic")
	publish(t, b, "room", "while away")
	require.True(t, room.has("while away"), "not received when Publish returned")
	publish(t, b, "new topic", "while away")
	require.True(t, other.has("while away"))
	for range 10_000 { // more than MaxQueue. If each waited for Redis, they would take hours
		publish(t, b, "flood", "x")
		require.Less(t, time.Since(start), waitTimeout, "Publish waits for Redis")
	}
}

// A failed publish triggers a probe, so that the failure is detected before the next regular probe.
func TestPublish_FailureTriggersProbe(t *testing.T) {
	server := redistest.Start(t)
	b := newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.Timeout, b.ProbeInterval = 500*time.Millisecond, time.Hour })
	server.Freeze(t)
	publish(t, b, "room", "x")
	waitNotOK(t, b)
}

func TestRedisDownAtStart(t *testing.T) {
	server := redistest.Start(t)
	server.Stop(t)
	a, b := newBus(t, server.URL()), newBus(t, server.URL())
	onB := subscribe(t, b, "room")
	requireLocalDelivery(t, a)
	waitUntil(t, "the failure is reported", func() bool { return a.Health().Err != nil })
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

// A pause shorter than Timeout is not a failure: all messages are delivered, late.
func TestShortPause_LosesNothing(t *testing.T) {
	server := redistest.Start(t)
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
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
