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

// keeping makes a bus keep the history of every topic.
func keeping(n int) func(*redisbus.Bus) {
	return func(b *redisbus.Bus) {
		b.History = func(string) redisbus.History { return redisbus.History{MaxLen: n} }
	}
}

func TestBusWithHistoryPassesTheSuite(t *testing.T) {
	bustest.Run(t, func(t *testing.T) pubsub.Bus {
		var nodes [2]*redisbus.Bus
		for i := range nodes {
			nodes[i] = &redisbus.Bus{URL: server.URL(), Prefix: strings.ReplaceAll(t.Name(), "#", "")}
			keeping(2_000)(nodes[i])
		}
		return twoNodes{nodes[0], nodes[1]}
	})
}

// A connection breaks under load. With history everything is heard, in order and once, and nobody is told Lost; without,
// the same script loses messages.
func TestHistoryFillsTheGapOfABrokenConnection(t *testing.T) {
	for name, kept := range map[string]int{"with history": 100_000, "without": 0} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := healthy(t, server.URL(), keeping(kept)), healthy(t, server.URL(), keeping(kept))
			heard := listen(t, b, "room")
			publish(t, a, "room", "first")
			heard.untilHas(t, "first")

			since := time.Now()
			server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
			n := stream(t, a, server, func() bool { h := b.Health(); return h.OK && h.Since.After(since) })
			publish(t, a, "room", "after")
			heard.untilHas(t, "after")
			if kept == 0 {
				require.NotEmpty(t, heard.missing(n))
				require.Equal(t, 1, heard.losses())
				return
			}
			want := []string{"first"}
			for i := range n {
				want = append(want, fmt.Sprint(i))
			}
			require.Equal(t, append(want, "after"), heard.all())
			require.Zero(t, heard.losses())
		})
	}
}

// A guest is a node that can be sent away from Redis, alone.
type guest struct {
	*redisbus.Bus
	server *redistest.Server
}

func newGuest(t *testing.T, server *redistest.Server, with ...func(*redisbus.Bus)) guest {
	t.Helper()
	server.Do(t, "ACL", "SETUSER", "guest", "on", ">secret", "resetchannels", "&lively*", "resetkeys", "~lively*",
		"+publish", "+subscribe", "+unsubscribe", "+eval", "+xadd", "+xrange", "+xrevrange", "+pexpire")
	return guest{healthy(t, "redis://guest:secret@"+server.Addr, with...), server}
}

func (g guest) leave(t *testing.T) {
	t.Helper()
	g.server.Do(t, "ACL", "SETUSER", "guest", "off")
	g.server.Do(t, "CLIENT", "KILL", "USER", "guest")
	untilNotOK(t, g.Bus)
}

func (g guest) comeBack(t *testing.T) {
	t.Helper()
	g.server.Do(t, "ACL", "SETUSER", "guest", "on")
	untilOK(t, g.Bus)
}

// What was published while a node was away it hears when it is back, and what it published itself then is not heard twice.
func TestHistoryIsReadAfterAnAbsence(t *testing.T) {
	for name, kept := range map[string]int{"with history": 2_000, "without": 0} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := healthy(t, server.URL(), keeping(kept)), newGuest(t, server, keeping(kept))
			heard := listen(t, b.Bus, "room")
			publish(t, b.Bus, "room", "of b")
			publish(t, a, "room", "of a")
			heard.untilHas(t, "of a")
			want := heard.all()

			b.leave(t)
			for n := range 700 { // more than is read at a time
				publish(t, a, "room", fmt.Sprint(n))
				want = append(want, fmt.Sprint(n))
			}
			until(t, "all is published", func() bool { return kept == 0 || last(t, a) == "699" })
			b.comeBack(t)
			if kept == 0 {
				heard.untilLost(t)
				require.Len(t, heard.missing(700), 700)
				return
			}
			heard.untilHas(t, "699")
			publish(t, a, "room", "after")
			heard.untilHas(t, "after")
			require.Equal(t, append(want, "after"), heard.all())
			require.Zero(t, heard.losses())
		})
	}
}

// What Redis did not take is in no stream.
func TestHistoryDoesNotHideWhatWasNotSent(t *testing.T) {
	server := redistest.Start(t)
	a, b := healthy(t, server.URL(), keeping(100)), newGuest(t, server, keeping(100))
	heard := listen(t, a, "room")
	publish(t, b.Bus, "room", "first")
	heard.untilHas(t, "first")
	server.Do(t, "ACL", "SETUSER", "guest", "-eval")
	publish(t, b.Bus, "room", "not sent")
	until(t, "the refusal is known", func() bool { return b.Health().Err != nil && strings.Contains(b.Health().Err.Error(), "NOPERM") })
	server.Do(t, "ACL", "SETUSER", "guest", "+eval")
	heard.untilLost(t)
	publish(t, b.Bus, "room", "after")
	heard.untilHas(t, "after")
	require.Equal(t, []string{"first", "after"}, heard.all())
	require.Equal(t, 1, heard.losses())
}

// A message is in the stream, and was sent to nobody: the next message, or the next probe, shows it, and it is read.
func TestHistoryFillsASilentHole(t *testing.T) {
	for name, kept := range map[string]int{"with history": 100, "without": 0} {
		for next, goOn := range map[string]func(*redisbus.Bus){
			"message": func(a *redisbus.Bus) { publish(t, a, "room", "after") },
			"probe":   func(*redisbus.Bus) {},
		} {
			t.Run(name+", next is a "+next, func(t *testing.T) {
				server := redistest.Start(t)
				a, b := healthy(t, server.URL(), keeping(kept)), healthy(t, server.URL(), keeping(kept))
				heard := listen(t, b, "room")
				publish(t, a, "room", "before")
				heard.untilHas(t, "before")
				require.NoError(t, a.AddHook(mute{}))
				publish(t, a, "room", swallowed)
				goOn(a)
				if kept == 0 {
					heard.untilLost(t)
					require.NotContains(t, heard.all(), swallowed)
					return
				}
				heard.untilHas(t, swallowed)
				publish(t, a, "room", "end")
				heard.untilHas(t, "end")
				require.Equal(t, []string{"before", swallowed}, heard.all()[:2])
				require.Zero(t, heard.losses())
			})
		}
	}
}

// mute has Redis ask whether a key exists where it would publish.
type mute struct{ swallow }

func (mute) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		for _, c := range cmds {
			if strings.Contains(fmt.Sprintf("%s", c.Args()), swallowed) {
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

// What the stream no longer holds, or a stream that is another one, is Lost, once; and then all goes on.
func TestHistoryThatDoesNotReachIsALoss(t *testing.T) {
	for name, gone := range map[string]func(*testing.T, *redistest.Server, *redisbus.Bus){
		"trimmed": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			for n := range 20 {
				publish(t, a, "room", fmt.Sprint(n))
			}
			until(t, "all is in the stream", func() bool { return last(t, a) == "19" })
			server.Do(t, "XTRIM", "lively/room", "MAXLEN", "8") // at once, as happens in the end
		},
		"expired, and begun anew": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			server.Do(t, "DEL", "lively/room")
			publish(t, a, "room", "another epoch")
		},
		"an entry was taken out": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			publish(t, a, "room", "taken out")
			publish(t, a, "room", "not taken out")
			until(t, "all is in the stream", func() bool { return last(t, a) == "not taken out" })
			entries := server.Do(t, "XREVRANGE", "lively/room", "+", "-").([]any)
			server.Do(t, "XDEL", "lively/room", entries[1].([]any)[0])
		},
		// As after a failover to a replica that had not got the last message: another one has its number.
		"rolled back": func(t *testing.T, server *redistest.Server, a *redisbus.Bus) {
			entries := server.Do(t, "XRANGE", "lively/room", "-", "+").([]any)
			id := entries[len(entries)-1].([]any)[0]
			before := entries[0].([]any)
			server.Do(t, "DEL", "lively/room")
			server.Do(t, "XADD", "lively/room", id, "m", before[1].([]any)[1])
			publish(t, a, "room", "after the roll back")
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := healthy(t, server.URL(), keeping(8)), newGuest(t, server, keeping(8))
			heard := listen(t, b.Bus, "room")
			publish(t, a, "room", "one")
			publish(t, a, "room", "two")
			heard.untilHas(t, "two")

			b.leave(t)
			gone(t, server, a)
			b.comeBack(t)
			heard.untilLost(t)
			publish(t, a, "room", "after")
			heard.untilHas(t, "after")
			require.Equal(t, 1, heard.losses())
		})
	}
}

func last(t *testing.T, b *redisbus.Bus) string {
	t.Helper()
	p, err := b.Last(t.Context(), "room", 1)
	require.NoError(t, err)
	if len(p.Data) == 0 {
		return ""
	}
	return string(p.Data[0])
}

func TestLastAndSince(t *testing.T) {
	server := redistest.Start(t)
	a, b := healthy(t, server.URL(), keeping(1_000)), healthy(t, server.URL(), keeping(1_000))
	none, err := b.Last(t.Context(), "room", 10)
	require.NoError(t, err)
	require.Equal(t, redisbus.Messages{}, none)

	for n := range 800 {
		publish(t, a, "room", fmt.Sprint(n))
	}
	until(t, "all is published", func() bool { return last(t, b) == "799" })
	p, err := b.Last(t.Context(), "room", 3)
	require.NoError(t, err)
	require.Equal(t, [][]byte{[]byte("797"), []byte("798"), []byte("799")}, p.Data)
	require.False(t, p.Lost)

	same, err := b.Since(t.Context(), "room", p.Offset)
	require.NoError(t, err)
	require.Equal(t, redisbus.Messages{Offset: p.Offset}, same)

	for n := range 700 {
		publish(t, a, "room", fmt.Sprint("more ", n))
	}
	until(t, "all is published", func() bool { return last(t, b) == "more 699" })
	more, err := b.Since(t.Context(), "room", p.Offset)
	require.NoError(t, err)
	require.False(t, more.Lost)
	require.Len(t, more.Data, 700)
	require.Equal(t, "more 0", string(more.Data[0]))
	require.Equal(t, "more 699", string(more.Data[699]))

	server.Do(t, "XTRIM", "lively/room", "MAXLEN", "5")
	lost, err := b.Since(t.Context(), "room", p.Offset)
	require.NoError(t, err)
	require.Equal(t, redisbus.Messages{Offset: more.Offset, Lost: true}, lost)

	_, err = b.Since(t.Context(), "room", "nonsense")
	require.ErrorContains(t, err, "nonsense")
	require.Panics(t, func() { _, _ = b.Last(t.Context(), "room", 0) })
	plain := healthy(t, server.URL())
	require.Panics(t, func() { _, _ = plain.Last(t.Context(), "room", 1) })
}

func TestHistoryIsBounded(t *testing.T) {
	server := redistest.Start(t)
	a := healthy(t, server.URL(), func(b *redisbus.Bus) {
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
	until(t, "all is published", func() bool { return last(t, a) == "999" })
	length := server.Do(t, "XLEN", "lively/room")
	require.GreaterOrEqual(t, length, int64(4))
	require.LessOrEqual(t, length, int64(110))
	require.InDelta(t, time.Minute.Milliseconds(), server.Do(t, "PTTL", "lively/room"), 20_000)
	require.EqualValues(t, 0, server.Do(t, "EXISTS", "lively/other"))
}

// Without Redis nobody waits, what was kept cannot be read, and says so.
func TestHistoryWithoutRedis(t *testing.T) {
	server := redistest.Start(t)
	a, b := healthy(t, server.URL(), keeping(100)), healthy(t, server.URL(), keeping(100))
	onB := listen(t, b, "room")
	publish(t, a, "room", "before")
	onB.untilHas(t, "before")
	server.Stop(t)
	untilNotOK(t, a)
	untilNotOK(t, b)
	goesOnAlone(t, a)
	_, err := b.Last(t.Context(), "room", 1)
	require.Error(t, err)

	server.Restart(t) // empty: another epoch
	untilOK(t, a)
	untilOK(t, b)
	onB.untilLost(t)
	publish(t, a, "room", "after")
	onB.untilHas(t, "after")
	require.Equal(t, []string{"before", "after"}, onB.all())
	require.Equal(t, 1, onB.losses())
}
