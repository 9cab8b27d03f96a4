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

// A message that Redis took and nobody got, as when a server takes messages that was demoted already, shows by its number:
// in the message after it.
func TestAHoleIsALoss(t *testing.T) {
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

// If it was the last one, the next probe tells.
func TestAMissingLastMessageIsALoss(t *testing.T) {
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

func TestAHoleWithoutProtection(t *testing.T) {
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

// A message that a server refuses is a loss to those elsewhere, and hurts no other topic.
func TestARefusedMessageIsALoss(t *testing.T) {
	server := redistest.Start(t)
	server.Do(t, "ACL", "SETUSER", "writer", "on", ">secret", "+@all", "&lively!", "&lively.other")
	a, b := newHealthyBus(t, "redis://writer:secret@"+server.Addr), newHealthyBus(t, server.URL())
	room, other := subscribe(t, b, "room"), subscribe(t, b, "other")
	publish(t, a, "room", "refused")
	publish(t, a, "other", "accepted")
	other.waitFor(t, "accepted")
	waitUntil(t, "the refusal is known", func() bool { return a.Health().Err != nil && strings.Contains(a.Health().Err.Error(), "NOPERM") })
	require.True(t, a.Health().OK)
	publish(t, a, "other", "accepted again")
	other.waitFor(t, "accepted again")
	require.Zero(t, other.losses())

	server.Do(t, "ACL", "SETUSER", "writer", "allchannels")
	room.waitForLost(t)
	require.Empty(t, room.received())
}

// A node that was cut off alone tells the others what it could not say, as soon as it can, and though it says nothing more.
func TestANodeThatWasCutOffTellsTheOthers(t *testing.T) {
	address := newProxy(t, server.Addr)
	a := newHealthyBus(t, address.url(), func(b *redisbus.Bus) { b.Timeout, b.ProbeInterval = 500*time.Millisecond, time.Hour })
	b := newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	address.setTarget(redistest.FreeAddr()) // nobody is there
	server.Do(t, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	publish(t, a, "room", "not heard")
	waitNotOK(t, a)
	publish(t, a, "room", "nor this")
	require.True(t, b.Health().OK)

	address.setTarget(server.Addr)
	waitOK(t, a)
	rec.waitForLost(t)
	require.Empty(t, rec.received())
}

// After a failover behind one address an old connection stays perfect, and silent: it leads to the server of yesterday.
func TestAFailedOverServerIsNoticed(t *testing.T) {
	old, present := redistest.Start(t), redistest.Start(t)
	address := newProxy(t, old.Addr)
	a, b := newHealthyBus(t, address.url()), newHealthyBus(t, address.url())
	rec := subscribe(t, b, "room")
	address.failOver(t, old, present)
	rec.waitForLost(t)
	waitOK(t, a)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.EqualValues(t, 1, subscriberCount(t, present, "lively.room"))
	require.Equal(t, 1, rec.losses())
}

func TestAFailedOverServerWithoutProtection(t *testing.T) {
	old, present := redistest.Start(t), redistest.Start(t)
	address := newProxy(t, old.Addr)
	a := newHealthyBus(t, address.url())
	b := newHealthyBus(t, address.url(), func(b *redisbus.Bus) { b.ProbeInterval = time.Hour })
	rec := subscribe(t, b, "room")
	address.failOver(t, old, present)
	waitOK(t, a)
	c := subscribe(t, newHealthyBus(t, address.url()), "room")
	publish(t, a, "room", "after")
	c.waitFor(t, "after")
	require.EqualValues(t, 1, subscriberCount(t, old, "lively.room"), "b still listens where nobody speaks")
	require.Empty(t, rec.received())
	require.Zero(t, rec.losses())
	require.True(t, b.Health().OK)
}

const dropped = "this one does not arrive"

// swallow makes messages vanish that Redis seems to have taken.
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
