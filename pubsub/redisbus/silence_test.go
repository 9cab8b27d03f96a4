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
	a, b := healthy(t, server.URL()), healthy(t, server.URL())
	heard := listen(t, b, "room")
	require.NoError(t, a.AddHook(swallow{}))
	publish(t, a, "room", "before")
	publish(t, a, "room", swallowed)
	publish(t, a, "room", "after")
	heard.untilHas(t, "after")
	require.Equal(t, []string{"before", "after"}, heard.all())
	require.Equal(t, 1, heard.losses())
}

// If it was the last one, the next probe tells.
func TestAMissingLastMessageIsALoss(t *testing.T) {
	a, b := healthy(t, server.URL()), healthy(t, server.URL())
	heard := listen(t, b, "room")
	require.NoError(t, a.AddHook(swallow{}))
	publish(t, a, "room", "before")
	heard.untilHas(t, "before")
	publish(t, a, "room", swallowed)
	heard.untilLost(t)
	require.Equal(t, []string{"before"}, heard.all())
	publish(t, a, "room", "after")
	heard.untilHas(t, "after")
	require.Equal(t, 1, heard.losses())
}

func TestAHoleWithoutProtection(t *testing.T) {
	a, b := healthy(t, server.URL()), healthy(t, server.URL())
	heard := listen(t, b, "room")
	require.NoError(t, a.AddHook(swallow{}))
	require.NoError(t, a.AddHook(&redisbus.HideSequence{}))
	publish(t, a, "room", "before")
	publish(t, a, "room", swallowed)
	publish(t, a, "room", "after")
	heard.untilHas(t, "after")
	require.Equal(t, []string{"before", "after"}, heard.all())
	require.Zero(t, heard.losses())
}

// A message that a server refuses is a loss to those elsewhere, and hurts no other topic.
func TestARefusedMessageIsALoss(t *testing.T) {
	server := redistest.Start(t)
	server.Do(t, "ACL", "SETUSER", "writer", "on", ">secret", "+@all", "&lively!", "&lively.other")
	a, b := healthy(t, "redis://writer:secret@"+server.Addr), healthy(t, server.URL())
	room, other := listen(t, b, "room"), listen(t, b, "other")
	publish(t, a, "room", "refused")
	publish(t, a, "other", "accepted")
	other.untilHas(t, "accepted")
	until(t, "the refusal is known", func() bool { return a.Health().Err != nil && strings.Contains(a.Health().Err.Error(), "NOPERM") })
	require.True(t, a.Health().OK)
	publish(t, a, "other", "accepted again")
	other.untilHas(t, "accepted again")
	require.Zero(t, other.losses())

	server.Do(t, "ACL", "SETUSER", "writer", "allchannels")
	room.untilLost(t)
	require.Empty(t, room.all())
}

// A node that was cut off alone tells the others what it could not say, as soon as it can, and though it says nothing more.
func TestANodeThatWasCutOffTellsTheOthers(t *testing.T) {
	address := newProxy(t, server.Addr)
	a := healthy(t, address.url(), func(b *redisbus.Bus) { b.Timeout, b.ProbeInterval = 500*time.Millisecond, time.Hour })
	b := healthy(t, server.URL())
	heard := listen(t, b, "room")
	address.setTarget(redistest.FreeAddr()) // nobody is there
	server.Do(t, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	publish(t, a, "room", "not heard")
	untilNotOK(t, a)
	publish(t, a, "room", "nor this")
	require.True(t, b.Health().OK)

	address.setTarget(server.Addr)
	untilOK(t, a)
	heard.untilLost(t)
	require.Empty(t, heard.all())
}

// After a failover behind one address an old connection stays perfect, and silent: it leads to the server of yesterday.
func TestAFailedOverServerIsNoticed(t *testing.T) {
	old, present := redistest.Start(t), redistest.Start(t)
	address := newProxy(t, old.Addr)
	a, b := healthy(t, address.url()), healthy(t, address.url())
	heard := listen(t, b, "room")
	address.failOver(t, old, present)
	heard.untilLost(t)
	untilOK(t, a)
	publish(t, a, "room", "after")
	heard.untilHas(t, "after")
	require.EqualValues(t, 1, numsub(t, present, "lively.room"))
	require.Equal(t, 1, heard.losses())
}

func TestAFailedOverServerWithoutProtection(t *testing.T) {
	old, present := redistest.Start(t), redistest.Start(t)
	address := newProxy(t, old.Addr)
	a := healthy(t, address.url())
	b := healthy(t, address.url(), func(b *redisbus.Bus) { b.ProbeInterval = time.Hour })
	heard := listen(t, b, "room")
	address.failOver(t, old, present)
	untilOK(t, a)
	c := listen(t, healthy(t, address.url()), "room")
	publish(t, a, "room", "after")
	c.untilHas(t, "after")
	require.EqualValues(t, 1, numsub(t, old, "lively.room"), "b still listens where nobody speaks")
	require.Empty(t, heard.all())
	require.Zero(t, heard.losses())
	require.True(t, b.Health().OK)
}

const swallowed = "this one does not arrive"

// swallow makes messages vanish that Redis seems to have taken.
type swallow struct{}

func (swallow) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (swallow) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (swallow) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		var left []redis.Cmder
		for _, c := range cmds {
			if !strings.Contains(fmt.Sprintf("%s", c.Args()), swallowed) {
				left = append(left, c)
			}
		}
		if len(left) == 0 {
			return nil
		}
		return next(ctx, left)
	}
}

func numsub(t *testing.T, s *redistest.Server, channel string) int64 {
	t.Helper()
	return s.Do(t, "PUBSUB", "NUMSUB", channel).([]any)[1].(int64)
}
