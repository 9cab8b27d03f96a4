package redisbus_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver/bustest"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// withHistory makes a bus retain n messages of every topic.
func withHistory(n int) func(*redisbus.Bus) {
	return func(b *redisbus.Bus) {
		b.History = func(string) redisbus.History { return redisbus.History{MaxLen: n} }
	}
}

func TestBusWithHistory_Conformance(t *testing.T) {
	bustest.Run(t, func(t *testing.T) pubsub.Bus {
		var nodes [2]*redisbus.Bus
		for i := range nodes {
			nodes[i] = &redisbus.Bus{URL: server.URL(), Timeout: timeout, Prefix: strings.ReplaceAll(t.Name(), "#", "")}
			withHistory(2_000)(nodes[i])
		}
		return twoNodes{nodes[0], nodes[1]}
	})
}

// The connection is lost while messages are published. With history, all are received in order and
// once, without Lost. Without history, messages are lost.
func TestHistory_FillsGapOfLostConnection(t *testing.T) {
	for name, maxLen := range map[string]int{"with history": 100_000, "without": 0} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := newHealthyBus(t, server.URL(), withHistory(maxLen)), newDetachable(t, server, withHistory(maxLen))
			rec := subscribe(t, b.Bus, "room")
			publish(t, a, "room", "first")
			rec.waitFor(t, "first")

			n := publishAcrossOutage(t, a, b)
			publish(t, a, "room", "after")
			rec.waitFor(t, "after")
			if maxLen == 0 {
				require.NotEmpty(t, rec.missing(n))
				require.Equal(t, 1, rec.losses())
				return
			}
			want := []string{"first"}
			for i := range n {
				want = append(want, fmt.Sprint(i))
			}
			require.Equal(t, append(want, "after"), rec.received())
			require.Zero(t, rec.losses())
		})
	}
}

// A node that was disconnected receives what was published meanwhile. Its own messages are not
// delivered again.
func TestHistory_ReadAfterReconnect(t *testing.T) {
	for name, maxLen := range map[string]int{"with history": 2_000, "without": 0} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := newHealthyBus(t, server.URL(), withHistory(maxLen)), newDetachable(t, server, withHistory(maxLen))
			rec := subscribe(t, b.Bus, "room")
			publish(t, b.Bus, "room", "of b")
			publish(t, a, "room", "of a")
			rec.waitFor(t, "of a")
			want := rec.received()

			b.detach(t)
			for n := range 700 { // more than one read returns
				publish(t, a, "room", fmt.Sprint(n))
				want = append(want, fmt.Sprint(n))
			}
			waitUntil(t, "all messages are published", func() bool { return maxLen == 0 || lastMessage(t, a) == "699" })
			b.attach(t)
			if maxLen == 0 {
				rec.waitForLost(t)
				require.Len(t, rec.missing(700), 700)
				return
			}
			rec.waitFor(t, "699")
			publish(t, a, "room", "after")
			rec.waitFor(t, "after")
			require.Equal(t, append(want, "after"), rec.received())
			require.Zero(t, rec.losses())
		})
	}
}

// A message that Redis rejected is not in the stream.
func TestHistory_RejectedMessageIsLost(t *testing.T) {
	server := redistest.Start(t)
	a := newHealthyBus(t, server.URL(), withHistory(100))
	// Without probes: their reports of the loss would be rejected and lost as well.
	b := newDetachable(t, server, withHistory(100), func(b *redisbus.Bus) { b.ProbeInterval = time.Hour })
	rec := subscribe(t, a, "room")
	publish(t, b.Bus, "room", "first")
	rec.waitFor(t, "first")
	server.Do(t, "ACL", "SETUSER", "detachable", "-eval")
	publish(t, b.Bus, "room", "not sent")
	waitUntil(t, "the rejection is reported", func() bool { return b.Health().Err != nil && strings.Contains(b.Health().Err.Error(), "NOPERM") })
	server.Do(t, "ACL", "SETUSER", "detachable", "+eval")
	publish(t, b.Bus, "room", "after")
	rec.waitFor(t, "after")
	require.Equal(t, []string{"first", "after"}, rec.received())
	require.Equal(t, 1, rec.losses())
}

// A message is in the stream but was not delivered: the next message or probe shows the gap, and
// the message is read.
func TestHistory_FillsSilentGap(t *testing.T) {
	for name, maxLen := range map[string]int{"with history": 100, "without": 0} {
		for next, continueWith := range map[string]func(*redisbus.Bus){
			"message": func(a *redisbus.Bus) { publish(t, a, "room", "after") },
			"probe":   func(*redisbus.Bus) {},
		} {
			t.Run(name+", detected by "+next, func(t *testing.T) {
				server := redistest.Start(t)
				a, b := newHealthyBus(t, server.URL(), withHistory(maxLen)), newHealthyBus(t, server.URL(), withHistory(maxLen))
				rec := subscribe(t, b, "room")
				publish(t, a, "room", "before")
				rec.waitFor(t, "before")
				require.NoError(t, a.AddHook(storeOnly{}))
				publish(t, a, "room", dropped)
				continueWith(a)
				if maxLen == 0 {
					rec.waitForLost(t)
					require.NotContains(t, rec.received(), dropped)
					return
				}
				rec.waitFor(t, dropped)
				publish(t, a, "room", "end")
				rec.waitFor(t, "end")
				require.Equal(t, []string{"before", dropped}, rec.received()[:2])
				require.Zero(t, rec.losses())
			})
		}
	}
}

// storeOnly replaces PUBLISH by EXISTS, so that Redis stores the message but does not publish it.
type storeOnly struct{ dropMessages }

func (storeOnly) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		for _, c := range cmds {
			if strings.Contains(fmt.Sprintf("%s", c.Args()), dropped) {
				for i, arg := range c.Args() {
					if s, ok := arg.(string); ok && strings.EqualFold(s, "PUBLISH") {
						c.Args()[i] = "EXISTS"
					}
				}
			}
		}
		return next(ctx, cmds)
	}
}

// Messages that the stream no longer contains, or a new stream, are reported as Lost once.
func TestHistory_GapNotInStreamIsLost(t *testing.T) {
	for name, remove := range map[string]func(*testing.T, *redistest.Server, *redisbus.Bus){
		"trimmed": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			for n := range 20 {
				publish(t, a, "room", fmt.Sprint(n))
			}
			waitUntil(t, "all messages are in the stream", func() bool { return lastMessage(t, a) == "19" })
			server.Do(t, "XTRIM", "lively/room", "MAXLEN", "8") // exactly, while the bus trims in blocks
		},
		"expired and created again": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			server.Do(t, "DEL", "lively/room")
			publish(t, a, "room", "another epoch")
		},
		"entry deleted": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			publish(t, a, "room", "deleted")
			publish(t, a, "room", "not deleted")
			waitUntil(t, "all messages are in the stream", func() bool { return lastMessage(t, a) == "not deleted" })
			entries := server.Do(t, "XREVRANGE", "lively/room", "+", "-").([]any)
			server.Do(t, "XDEL", "lively/room", entries[1].([]any)[0])
		},
		// A failover to a replica without the last message: another message gets its number.
		"rolled back": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			entries := server.Do(t, "XRANGE", "lively/room", "-", "+").([]any)
			id := entries[len(entries)-1].([]any)[0]
			before := entries[0].([]any)
			server.Do(t, "DEL", "lively/room")
			server.Do(t, "XADD", "lively/room", id, "m", before[1].([]any)[1])
			publish(t, a, "room", "after the rollback")
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := newHealthyBus(t, server.URL(), withHistory(8)), newDetachable(t, server, withHistory(8))
			rec := subscribe(t, b.Bus, "room")
			publish(t, a, "room", "one")
			publish(t, a, "room", "two")
			rec.waitFor(t, "two")

			b.detach(t)
			remove(t, server, a)
			b.attach(t)
			rec.waitForLost(t)
			publish(t, a, "room", "after")
			rec.waitFor(t, "after")
			require.Equal(t, 1, rec.losses())
		})
	}
}

func lastMessage(t *testing.T, b *redisbus.Bus) string {
	t.Helper()
	msgs, err := b.Last(t.Context(), "room", 1)
	require.NoError(t, err)
	if len(msgs.Data) == 0 {
		return ""
	}
	return string(msgs.Data[0])
}

func TestBus_LastAndSince(t *testing.T) {
	server := redistest.Start(t)
	a, b := newHealthyBus(t, server.URL(), withHistory(1_000)), newHealthyBus(t, server.URL(), withHistory(1_000))
	none, err := b.Last(t.Context(), "room", 10)
	require.NoError(t, err)
	require.Equal(t, redisbus.Messages{}, none)

	for n := range 800 {
		publish(t, a, "room", fmt.Sprint(n))
	}
	waitUntil(t, "all messages are published", func() bool { return lastMessage(t, b) == "799" })
	msgs, err := b.Last(t.Context(), "room", 3)
	require.NoError(t, err)
	require.Equal(t, [][]byte{[]byte("797"), []byte("798"), []byte("799")}, msgs.Data)
	require.False(t, msgs.Lost)

	same, err := b.Since(t.Context(), "room", msgs.Offset)
	require.NoError(t, err)
	require.Equal(t, redisbus.Messages{Offset: msgs.Offset}, same)

	for n := range 700 {
		publish(t, a, "room", fmt.Sprint("more ", n))
	}
	waitUntil(t, "all messages are published", func() bool { return lastMessage(t, b) == "more 699" })
	more, err := b.Since(t.Context(), "room", msgs.Offset)
	require.NoError(t, err)
	require.False(t, more.Lost)
	require.Len(t, more.Data, 700)
	require.Equal(t, "more 0", string(more.Data[0]))
	require.Equal(t, "more 699", string(more.Data[699]))

	server.Do(t, "XTRIM", "lively/room", "MAXLEN", "5")
	lost, err := b.Since(t.Context(), "room", msgs.Offset)
	require.NoError(t, err)
	require.Equal(t, redisbus.Messages{Offset: more.Offset, Lost: true}, lost)

	_, err = b.Since(t.Context(), "room", "invalid")
	require.ErrorContains(t, err, "invalid")
	require.Panics(t, func() { _, _ = b.Last(t.Context(), "room", 0) })
	plain := newHealthyBus(t, server.URL())
	require.Panics(t, func() { _, _ = plain.Last(t.Context(), "room", 1) })
}

func TestHistory_Bounds(t *testing.T) {
	server := redistest.Start(t)
	a := newHealthyBus(t, server.URL(), func(b *redisbus.Bus) {
		b.History = func(topic string) redisbus.History {
			if topic == "room" {
				return redisbus.History{MaxLen: 4, MaxAge: time.Minute}
			}
			return redisbus.History{}
		}
	})
	for n := range 1_000 {
		publish(t, a, "room", fmt.Sprint(n))
		publish(t, a, "other", "x")
	}
	waitUntil(t, "all messages are published", func() bool { return lastMessage(t, a) == "999" })
	length := server.Do(t, "XLEN", "lively/room")
	require.GreaterOrEqual(t, length, int64(4))
	require.LessOrEqual(t, length, int64(110))
	require.InDelta(t, time.Minute.Milliseconds(), server.Do(t, "PTTL", "lively/room"), 20_000)
	require.EqualValues(t, 0, server.Do(t, "EXISTS", "lively/other"))
}

// Without Redis, Publish does not wait and Last returns an error.
func TestHistory_WithoutRedis(t *testing.T) {
	server := redistest.Start(t)
	a, b := newHealthyBus(t, server.URL(), withHistory(100)), newHealthyBus(t, server.URL(), withHistory(100))
	onB := subscribe(t, b, "room")
	publish(t, a, "room", "before")
	onB.waitFor(t, "before")
	server.Stop(t)
	waitNotOK(t, a)
	waitNotOK(t, b)
	requireLocalDelivery(t, a)
	_, err := b.Last(t.Context(), "room", 1)
	require.Error(t, err)

	server.Restart(t) // with an empty store, so with another epoch
	waitOK(t, a)
	waitOK(t, b)
	onB.waitForLost(t)
	publish(t, a, "room", "after")
	onB.waitFor(t, "after")
	require.Equal(t, []string{"before", "after"}, onB.received())
	require.Equal(t, 1, onB.losses())
}
