package redisbus_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// The loss of a message that Redis accepted but did not deliver, as a demoted server does, is
// detected by the sequence number of the next message.
func TestLost_GapInSequence(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	require.NoError(t, a.AddHook(dropMessages{}))
	publish(t, a, "room", "before")
	publish(t, a, "room", dropped)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.Equal(t, []string{"before", "after"}, rec.received())
	require.Equal(t, 1, rec.losses())
}

// If the lost message was the last one, the next probe detects the loss.
func TestLost_LastMessageMissing(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	require.NoError(t, a.AddHook(dropMessages{}))
	publish(t, a, "room", "before")
	rec.waitFor(t, "before")
	publish(t, a, "room", dropped)
	rec.waitForLost(t)
	require.Equal(t, []string{"before"}, rec.received())
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.Equal(t, 1, rec.losses())
}

// Without sequence numbers, a lost message is not detected.
func TestGapInSequence_WithoutProtection(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	require.NoError(t, a.AddHook(dropMessages{}))
	require.NoError(t, a.AddHook(&redisbus.HideSequence{}))
	publish(t, a, "room", "before")
	publish(t, a, "room", dropped)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.Equal(t, []string{"before", "after"}, rec.received())
	require.Zero(t, rec.losses())
}

// A message that Redis rejects is reported to other nodes as Lost. Other topics are not affected.
func TestLost_RejectedMessage(t *testing.T) {
	server := redistest.Start(t)
	server.Do(t, "ACL", "SETUSER", "writer", "on", ">secret", "+@all", "&lively!", "&lively.other")
	a, b := newHealthyBus(t, "redis://writer:secret@"+server.Addr), newHealthyBus(t, server.URL())
	room, other := subscribe(t, b, "room"), subscribe(t, b, "other")
	publish(t, a, "room", "rejected")
	publish(t, a, "other", "accepted")
	other.waitFor(t, "accepted")
	waitUntil(t, "the rejection is reported", func() bool { return a.Health().Err != nil && strings.Contains(a.Health().Err.Error(), "NOPERM") })
	require.True(t, a.Health().OK)
	publish(t, a, "other", "accepted again")
	other.waitFor(t, "accepted again")
	require.Zero(t, other.losses())

	server.Do(t, "ACL", "SETUSER", "writer", "allchannels")
	room.waitForLost(t)
	require.Empty(t, room.received())
}

// While Redis rejects a topic, each probe repeats the report of the loss, which is rejected too. The
// subscribers receive Lost once.
func TestLost_RejectedTopicIsReportedOnce(t *testing.T) {
	for name, kept := range map[string]int{"plain": 0, "with history": 100} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			server.Do(t, "ACL", "SETUSER", "writer", "on", ">secret", "+@all", "allchannels", "allkeys")
			a := newHealthyBus(t, "redis://writer:secret@"+server.Addr, withHistory(kept))
			b := newHealthyBus(t, server.URL(), withHistory(kept))
			room := subscribe(t, b, "room")
			publish(t, a, "room", "before")
			room.waitFor(t, "before")

			server.Do(t, "ACL", "SETUSER", "writer", "resetchannels", "&lively!", "&lively.other")
			publish(t, a, "room", "rejected")
			before := errorReplies(t, server)
			waitUntil(t, "the report was rejected several times", func() bool { return errorReplies(t, server) > before+8 })
			require.Equal(t, 1, room.losses())

			server.Do(t, "ACL", "SETUSER", "writer", "allchannels")
			publish(t, a, "room", "after")
			room.waitFor(t, "after")
			require.Equal(t, []string{"before", "after"}, room.received())
			require.Equal(t, 1, room.losses())
		})
	}
}

// errorReplies returns the number of errors with which Redis has replied.
func errorReplies(t *testing.T, s *redistest.Server) (n int) {
	t.Helper()
	_, count, _ := strings.Cut(fmt.Sprint(s.Do(t, "INFO", "stats")), "total_error_replies:")
	_, err := fmt.Sscan(count, &n)
	require.NoError(t, err)
	return n
}

// A node that was disconnected reports the messages that it could not send, even if it publishes
// nothing more.
func TestLost_PublisherWasDisconnected(t *testing.T) {
	proxy := newProxy(t, server.Addr)
	a := newHealthyBus(t, proxy.url(), func(b *redisbus.Bus) { b.Timeout, b.ProbeInterval = 500*time.Millisecond, time.Hour })
	b := newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	proxy.setTarget(redistest.FreeAddr()) // connections are refused
	server.Do(t, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	publish(t, a, "room", "not sent")
	waitNotOK(t, a)
	publish(t, a, "room", "not sent either")
	require.True(t, b.Health().OK)

	proxy.setTarget(server.Addr)
	waitOK(t, a)
	rec.waitForLost(t)
	require.Empty(t, rec.received())
}

// After a failover behind the same address, a connection to the demoted server stays open but
// receives nothing.
func TestFailover_DetectedByProbe(t *testing.T) {
	old, current := redistest.Start(t), redistest.Start(t)
	proxy := newProxy(t, old.Addr)
	a, b := newHealthyBus(t, proxy.url(), shortTimeout), newHealthyBus(t, proxy.url(), shortTimeout)
	rec := subscribe(t, b, "room")
	proxy.failOver(t, old, current)
	rec.waitForLost(t)
	waitOK(t, a)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.EqualValues(t, 1, subscriberCount(t, current, "lively.room"))
	rec.requireLostOnce(t, 2, a, b)
}

// Without probes, a node does not notice that it is connected to the demoted server.
func TestFailover_WithoutProtection(t *testing.T) {
	old, current := redistest.Start(t), redistest.Start(t)
	proxy := newProxy(t, old.Addr)
	a := newHealthyBus(t, proxy.url())
	b := newHealthyBus(t, proxy.url(), func(b *redisbus.Bus) { b.ProbeInterval = time.Hour })
	rec := subscribe(t, b, "room")
	proxy.failOver(t, old, current)
	waitOK(t, a)
	c := subscribe(t, newHealthyBus(t, proxy.url()), "room")
	publish(t, a, "room", "after")
	c.waitFor(t, "after")
	require.EqualValues(t, 1, subscriberCount(t, old, "lively.room"), "b is not subscribed to the demoted server")
	require.Empty(t, rec.received())
	require.Zero(t, rec.losses())
	require.True(t, b.Health().OK)
}

const dropped = "dropped"

// dropMessages is a hook that drops messages although the publisher sees no error.
type dropMessages struct{}

func (dropMessages) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (dropMessages) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (dropMessages) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		var left []redis.Cmder
		for _, c := range cmds {
			if !strings.Contains(fmt.Sprintf("%s", c.Args()), dropped) {
				left = append(left, c)
			}
		}
		if len(left) == 0 {
			return nil
		}
		return next(ctx, left)
	}
}

func subscriberCount(t *testing.T, s *redistest.Server, channel string) int64 {
	t.Helper()
	return s.Do(t, "PUBSUB", "NUMSUB", channel).([]any)[1].(int64)
}
