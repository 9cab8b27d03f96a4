package session

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// Messages of a further session are wrapped in both directions; those of the first are not.
func TestMux_Sessions(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		require.Contains(t, c.take()[0], `["joined",`)
		c.send(wrap(1, joinOf("/b")))
		require.Contains(t, c.take()[0], `["@",1,["joined",`)
		c.send(clickMessage, wrap(1, clickMessage))
		require.ElementsMatch(t, []string{`[1,[[2,[2,0,"1"]]]]`, `["@",1,[1,[[2,[2,0,"1"]]]]]`}, c.take())
		c.send(`["h"]`)
		require.Equal(t, []string{`["h"]`}, c.take())
		require.Equal(t, 1, srv.program("/a").n)
		require.Equal(t, 1, srv.program("/b").n)
	})
}

// Numbers that the connection does not have are ignored, whatever session they belong to elsewhere.
func TestMux_UnknownNumber(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		other := srv.dial(joinOf("/other"))
		other.take()
		other.send(wrap(1, joinOf("/secret")))
		other.take()
		c := srv.dial(joinOf("/a"))
		c.take()
		for _, n := range []uint64{1, 2, 3, 4, 1 << 53} {
			c.send(wrap(n, clickMessage), wrap(n, `["html",0]`), wrap(n, `["bye"]`), wrap(n, `["sleep"]`), fmt.Sprintf(`["a",0,%d,1]`, n))
		}
		require.Empty(t, c.take())
		require.Empty(t, c.closeError())
		require.Zero(t, srv.program("/secret").n)
		other.send(wrap(1, clickMessage))
		require.Len(t, other.take(), 1)
	})
}

// Violations of the protocol close the connection and end all its sessions.
func TestMux_Malformed(t *testing.T) {
	for name, message := range map[string]string{
		"not JSON": `x`, "number 0": `["@",0,["h"]]`, "nested wrapper": `["@",1,["@",1,["h"]]]`, "wrapped heartbeat": `["@",1,["h"]]`,
		"wrapped ack": `["@",1,["a",1]]`, "join again": joinOf("/a"), "join of a number in use": wrap(1, joinOf("/c")),
		"join of an even number": wrap(2, joinOf("/c")), "ack of an unsent frame": `["a",1]`, "ack of an unsent frame of another": `["a",0,1,1]`,
		"ack of session 0 twice": `["a",0,0,1]`, "html that acks too much": wrap(1, `["html",5]`),
	} {
		t.Run(name, func(t *testing.T) {
			runMux(t, func(t *testing.T, srv *muxServer) {
				c := srv.dial(joinOf("/a"))
				c.send(wrap(1, joinOf("/b")))
				c.take()
				c.send(message)
				require.Equal(t, "4003 malformed", c.closeError())
				require.EqualValues(t, 1, srv.program("/a").unmounts.Load())
				require.EqualValues(t, 1, srv.program("/b").unmounts.Load())
			})
		})
	}
}

// A number is not used twice, because a message of the session that had it may be on its way.
func TestMux_NumberIsUsedOnce(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.send(wrap(1, joinOf("/b")))
		c.take()
		c.send(wrap(1, `["bye"]`))
		require.Empty(t, c.take())
		c.send(wrap(1, joinOf("/b")))
		require.Equal(t, "4003 malformed", c.closeError())
	})
}

// A session that is not the last ends by a message, and the last one by the close code, in any order.
func TestMux_EndOfSessions(t *testing.T) {
	for name, order := range map[string][]string{"first session first": {"/a", "/b"}, "first session last": {"/b", "/a"}} {
		t.Run(name, func(t *testing.T) {
			runMux(t, func(t *testing.T, srv *muxServer) {
				c := srv.dial(joinOf("/a"))
				c.send(wrap(1, joinOf("/b")))
				c.take()
				srv.program(order[0]).ses.End(wire.Crashed)
				end := `["end",4001,"crashed"]`
				if order[0] == "/b" {
					end = wrap(1, end)
				}
				require.Equal(t, []string{end}, c.take())
				c.send(clickMessage, wrap(1, clickMessage))
				require.Len(t, c.take(), 1, "the other session answers")
				srv.program(order[1]).ses.End(wire.Overflow)
				require.Empty(t, c.take())
				require.Equal(t, "4001 overflow", c.closeError())
			})
		})
	}
}

func TestMux_ByeOfLastSession(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.send(wrap(1, joinOf("/b")))
		c.take()
		c.send(`["bye"]`)
		require.Empty(t, c.closeError())
		c.send(wrap(1, `["bye"]`))
		require.NotEmpty(t, c.closeError())
	})
}

// Reasons that concern the connection close it, and the other sessions are kept for a resume.
func TestMux_ReasonOfConnection(t *testing.T) {
	for _, reason := range []wire.Reason{wire.Disconnected, wire.Drain, wire.Unchecked} {
		runMux(t, func(t *testing.T, srv *muxServer) {
			c := srv.dial(joinOf("/a"))
			c.send(wrap(1, joinOf("/b")))
			c.take()
			srv.program("/b").ses.End(reason)
			require.Equal(t, fmt.Sprintf("%d %s", reason.Code(), reason), c.closeError())
			a := srv.program("/a")
			require.False(t, a.ses.Attached())
			require.False(t, a.ses.Page.Ended())
		})
	}
}

// Disconnect ignores what the client still sends on the connection, in any session.
func TestMux_DisconnectIgnoresLaterMessages(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.send(wrap(1, joinOf("/b")))
		c.take()
		b := srv.program("/b")
		srv.program("/a").ses.Disconnect()
		c.send(clickMessage, wrap(1, clickMessage))
		require.Equal(t, "4000 recheck", c.closeError())
		require.Zero(t, b.n)
		require.False(t, b.ses.Page.Ended())
	})
}

// The loss of a connection detaches all sessions. Each is resumed by its own secret, also under another number.
func TestMux_LossAndResume(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		a := secretOf(t, c.take()[0])
		c.send(wrap(1, joinOf("/b")))
		b := secretOf(t, c.take()[0])
		c.send(wrap(1, clickMessage))
		frame := c.take()[0]
		require.NoError(t, c.ws.Close())
		wait()
		require.False(t, srv.program("/a").ses.Attached())
		require.False(t, srv.program("/b").ses.Attached())

		resume := `["resume",{"inst":"i","url":"/","session":"%s","frame":0,"version":1,"ref":%d}]`
		c = srv.dial(fmt.Sprintf(resume, b, 1))
		got := c.take()
		require.Contains(t, got[0], `"ref":1,"done":0`)
		require.Equal(t, frame, wrap(1, got[1]), "kept unwrapped, sent unwrapped")
		c.send(wrap(1, fmt.Sprintf(resume, a, 1)))
		got = c.take()
		require.Contains(t, got[0], `["@",1,["resumed"`)
		c.send(wrap(1, clickMessage))
		require.Equal(t, []string{`["@",1,[1,[[2,[2,0,"1"]]]]]`}, c.take())
	})
}

// An acknowledgement of nothing confirms the secret of the session that it names, and not of others.
func TestMux_ConfirmsSecret(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.take()
		c.send(wrap(1, joinOf("/b")))
		b := secretOf(t, c.take()[0])
		c.send(wrap(3, fmt.Sprintf(`["resume",{"inst":"i","url":"/","session":"%s","frame":0,"version":1,"ref":1}]`, b)))
		got := c.take()
		require.Len(t, got, 2)
		require.Contains(t, strings.Join(got, ""), `["@",1,["end",4003,"taken over"]]`)
		c.send(clickMessage)
		c.take()
		require.NotNil(t, srv.registry.Find(b), "the client may not have received the new secret")
		c.send(`["a",0,3,0]`)
		c.take()
		require.Nil(t, srv.registry.Find(b))
	})
}

// One session is opened at a time, in order, and meanwhile the others are not delayed.
func TestMux_OpensInOrder(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.open = func(context.Context, *Link) { time.Sleep(time.Second) }
		c := srv.dial(joinOf("/a"))
		c.take()
		for n := range uint64(3) {
			c.send(wrap(2*n+1, joinOf(fmt.Sprint("/", n))))
		}
		c.send(clickMessage)
		require.Len(t, c.take(), 1, "the first session answers at once")
		time.Sleep(10 * time.Second)
		got := c.take()
		require.Len(t, got, 3)
		for n, reply := range got {
			require.Contains(t, reply, fmt.Sprintf(`["@",%d,["joined"`, 2*n+1))
		}
	})
}

// A bye takes back a join that waits or is being handled. Any other message before the reply is malformed.
func TestMux_ByeDuringOpening(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		var canceled []uint64
		srv.open = func(ctx context.Context, l *Link) {
			select {
			case <-ctx.Done():
				canceled = append(canceled, l.Number())
			case <-time.After(time.Second):
			}
		}
		c := srv.dial(joinOf("/a"))
		c.take()
		c.send(wrap(1, joinOf("/1")), wrap(3, joinOf("/3")), wrap(5, joinOf("/5")))
		synctest.Wait()
		c.send(wrap(3, `["bye"]`), wrap(1, `["bye"]`))
		synctest.Wait()
		time.Sleep(5 * time.Second)
		require.Equal(t, []uint64{1}, canceled, "the join of 3 had not begun")
		got := c.take()
		require.Len(t, got, 1)
		require.Contains(t, got[0], `["@",5,["joined"`)
		c.send(wrap(7, joinOf("/7")), wrap(7, clickMessage))
		require.Equal(t, "4003 malformed", c.closeError())
	})
}

// The joins that wait are limited by their memory, which may be many times that of their messages. One that is
// handled or taken back makes room.
func TestMux_BytesOfOpenings(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.opt.MaxEventBytes = 100_000
		hold := make(chan struct{})
		srv.open = func(context.Context, *Link) { <-hold }
		c := srv.dial(joinOf("/a"))
		c.take()
		empty := strings.Repeat(`"",`, 3_000)
		large := strings.Replace(joinOf("/b"), `"caps":[]`, `"caps":[`+empty+`""]`, 1)
		require.Less(t, len(large), 10_000)
		c.send(wrap(1, large), wrap(3, large), wrap(5, large))
		require.Equal(t, []string{`["@",5,["end",4000,"busy"]]`}, c.take())
		c.send(wrap(3, `["bye"]`), wrap(7, large))
		require.Empty(t, c.take(), "one was taken back")
		c.send(wrap(9, large))
		require.Equal(t, []string{`["@",9,["end",4000,"busy"]]`}, c.take())
		c.send(clickMessage)
		require.Len(t, c.take(), 1, "the first session is not affected")
		close(hold)
		require.Len(t, c.take(), 2)
		c.send(wrap(11, large))
		require.Contains(t, c.take()[0], `["@",11,["joined"`, "the others were opened")
		srv.opt.MaxEventBytes = 1
		c.send(wrap(13, large))
		require.Contains(t, c.take()[0], `["@",13,["joined"`, "one alone")
	})
}

// Hostile joins of every kind hold at most the limit and one message more.
func TestOpeningSize_CountsWhatIsHeld(t *testing.T) {
	const n = 1_000
	names, numbers := strings.Repeat(`"",`, n-1)+`""`, []string{}
	for i := range n {
		numbers = append(numbers, fmt.Sprintf(`"%d":1`, i+1))
	}
	sums := "{" + strings.Join(numbers, ",") + "}"
	roots := strings.ReplaceAll(sums, ":1", ":[0,1,1]")
	long := strings.Repeat("x", n)
	for name, message := range map[string]string{
		"caps":    `["join",{"url":"/","caps":[` + names + `],"client":{}}]`,
		"sums":    `["join",{"url":"/","caps":[],"client":{},"sums":` + sums + `}]`,
		"url":     `["join",{"url":"/` + long + `","caps":[],"client":{}}]`,
		"token":   `["join",{"url":"/","token":"` + long + `","caps":[],"client":{}}]`,
		"inst":    `["join",{"url":"/","inst":"` + long + `","caps":[],"client":{}}]`,
		"zone":    `["join",{"url":"/","caps":[],"client":{"tz":"` + long + `"}}]`,
		"sticky":  `["join",{"url":"/","caps":[],"client":{},"sticky":"` + long + `"}]`,
		"forms":   `["join",{"url":"/","caps":[],"client":{},"forms":[["","` + long + `",[2,"",[]]]]}]`,
		"session": `["resume",{"url":"/","session":"` + long + `"}]`,
		"roots":   `["resume",{"url":"/","session":"","roots":` + roots + `}]`,
	} {
		_, msg, err := wire.ParseClientMessage([]byte(message))
		require.NoError(t, err, name)
		require.GreaterOrEqual(t, openingSize(msg), n, name)
	}
}

// Joins that wait when the connection is lost are not handled.
func TestMux_LossDuringOpening(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.open = func(ctx context.Context, _ *Link) { <-ctx.Done() }
		c := srv.dial(joinOf("/a"))
		c.take()
		c.send(wrap(1, joinOf("/1")), wrap(3, joinOf("/3")))
		synctest.Wait()
		require.NoError(t, c.ws.Close())
		wait()
		for _, p := range srv.programs[1:] {
			require.True(t, p.ses.Page.Ended(), p.url)
			require.Equal(t, "/1", p.url)
		}
	})
}

func TestMux_TooManySessions(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.limits.MaxSessions = 3
		c := srv.dial(joinOf("/a"))
		c.take()
		c.send(wrap(1, joinOf("/1")), wrap(3, joinOf("/3")), wrap(5, joinOf("/5")))
		got := c.take()
		require.Len(t, got, 3)
		require.Contains(t, got, `["@",5,["end",4003,"too many"]]`)
		c.send(wrap(1, `["bye"]`), wrap(7, joinOf("/7")))
		require.Contains(t, c.take()[0], `["@",7,["joined"`)
	})
}

// 64 events of a connection, and 48 of a session other than the first, may be unacknowledged.
func TestMux_PendingEvents(t *testing.T) {
	for name, test := range map[string]struct {
		first, second int
		flood         bool
	}{
		"48 of the second": {0, 48, false}, "49 of the second": {0, 49, true}, "64 of the first": {64, 0, false}, "65 of the first": {65, 0, true},
		"64 together": {32, 32, false}, "65 together": {33, 32, true},
	} {
		t.Run(name, func(t *testing.T) {
			runMux(t, func(t *testing.T, srv *muxServer) {
				hold := make(chan bool)
				srv.setUp = func(_ string, _ *Session, p *parentProgram) {
					p.onEvent = func(int, wire.Event) (string, string) { <-hold; return Applied, "" }
				}
				c := srv.dial(joinOf("/a"))
				c.send(wrap(1, joinOf("/b")))
				c.take()
				for range test.first {
					c.send(clickMessage)
				}
				for range test.second {
					c.send(wrap(1, clickMessage))
				}
				require.Equal(t, map[bool]string{true: "4003 flood"}[test.flood], c.closeError())
				close(hold)
				c.take()
				if !test.flood {
					for range 64 {
						c.send(clickMessage)
						c.take()
					}
					require.Empty(t, c.closeError(), "acknowledged events do not count")
				}
			})
		})
	}
}

// Events of a session that has ended, or was taken over, do not count any more.
func TestMux_PendingEventsOfEndedSession(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		hold := make(chan bool)
		defer close(hold)
		srv.setUp = func(url string, _ *Session, p *parentProgram) {
			if url == "/b" {
				p.onEvent = func(int, wire.Event) (string, string) { <-hold; return Applied, "" }
			}
		}
		c := srv.dial(joinOf("/a"))
		c.take()
		for n := uint64(1); n < 11; n += 2 {
			c.send(wrap(n, joinOf("/b")))
			c.take()
			for range 48 {
				c.send(wrap(n, clickMessage))
			}
			c.send(wrap(n, `["bye"]`))
			c.take()
		}
		for range 64 {
			c.send(clickMessage)
		}
		c.take()
		require.Empty(t, c.closeError())
	})
}

// Ten sessions whose handlers sleep do not delay the page, its heartbeats or acknowledgements.
func TestMux_SlowSessionsDoNotDelayOthers(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.setUp = func(url string, _ *Session, p *parentProgram) {
			if url != "/a" {
				p.onEvent = func(int, wire.Event) (string, string) { time.Sleep(5 * time.Second); p.n++; return Applied, "" }
			}
		}
		c := srv.dial(joinOf("/a"))
		for n := range uint64(10) {
			c.send(wrap(2*n+1, joinOf(fmt.Sprint("/", n))))
		}
		require.Len(t, c.take(), 11)
		for n := range uint64(10) {
			c.send(wrap(2*n+1, clickMessage))
		}
		start := time.Now()
		c.send(clickMessage, `["h"]`)
		time.Sleep(10 * time.Duration(inlineLimit) * 4)
		require.ElementsMatch(t, []string{`[1,[[2,[2,0,"1"]]]]`, `["h"]`}, c.take())
		require.Less(t, time.Since(start), 100*time.Millisecond)
		time.Sleep(6 * time.Second)
		require.Len(t, c.take(), 10)
	})
}

// An acknowledgement may make several sessions send.
func TestMux_AckOfSeveralSessions(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.send(wrap(1, joinOf("/b")), wrap(3, joinOf("/c")))
		c.take()
		for range wire.WindowFrames {
			c.send(clickMessage, wrap(1, clickMessage), wrap(3, clickMessage))
			require.Len(t, c.take(), 3)
		}
		for _, url := range []string{"/a", "/b", "/c"} {
			p := srv.program(url)
			p.do(func() { p.n++ })
		}
		require.Empty(t, c.take(), "the windows are closed")
		c.send(`["a",8,1,8,3,8]`)
		require.ElementsMatch(t, []string{`[0,[[10,[2,0,"9"]]]]`, `["@",1,[0,[[10,[2,0,"9"]]]]]`, `["@",3,[0,[[10,[2,0,"9"]]]]]`}, c.take())
	})
}

// Acknowledgements of nothing are slowed as events are; those of frames are not.
func TestMux_RateLimit(t *testing.T) {
	require.True(t, isFreeAck(wire.Ack{Acks: 1}))
	require.True(t, isFreeAck(wire.Ack{Sessions: []wire.SessionAcks{{Session: 1, Acks: 1}}}))
	for _, m := range []wire.ClientMessage{
		wire.Ack{}, wire.Ack{Sessions: []wire.SessionAcks{{Session: 1}}}, wire.Event{}, wire.Heartbeat, nil,
		wire.Ack{Acks: 1, Sessions: []wire.SessionAcks{{Session: 3, Acks: 1}, {Session: 1}}},
	} {
		require.False(t, isFreeAck(m), m)
	}
	for _, message := range []string{`["a",0]`, wrap(9, clickMessage), `["a",0,9,0]`, wrap(9, `["bye"]`)} {
		runMux(t, func(t *testing.T, srv *muxServer) {
			srv.limits = Limits{EventRate: 10, Burst: 10, MaxSessions: 32}
			c := srv.dial(joinOf("/a"))
			c.take()
			start := time.Now()
			for range 100 {
				c.send(message)
			}
			c.send(`["h"]`)
			for len(c.take()) == 0 {
				time.Sleep(100 * time.Millisecond)
			}
			require.Greater(t, time.Since(start), 8*time.Second, message)
		})
	}
}

// At most three pages of a connection sleep.
func TestMux_FourthSleeperEndsOldest(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.send(`["sleep"]`)
		for n := uint64(1); n < 7; n += 2 {
			c.send(wrap(n, joinOf("/b")))
			c.take()
			if n == 1 {
				c.send(`["wake"]`, `["sleep"]`)
			}
			c.send(wrap(n, `["sleep"]`))
		}
		require.Equal(t, []string{`["end",4001,"gone"]`}, c.take())
		c.send(wrap(7, joinOf("/c")))
		require.Len(t, c.take(), 1)
		require.Empty(t, c.closeError())
	})
}

// The drain is announced once per connection, which is closed when the events of all sessions are acknowledged.
func TestMux_Drain(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.setUp = func(url string, _ *Session, p *parentProgram) {
			if url == "/b" {
				p.onEvent = func(int, wire.Event) (string, string) { time.Sleep(20 * time.Second); p.n++; return Applied, "" }
			}
		}
		c := srv.dial(joinOf("/a"))
		c.send(wrap(1, joinOf("/b")))
		c.take()
		c.send(wrap(1, clickMessage))
		c.take()
		srv.program("/a").ses.Drain(time.Second)
		srv.program("/b").ses.Drain(time.Second)
		require.Equal(t, []string{`["drain",1000]`}, c.take())
		time.Sleep(15 * time.Second)
		require.Empty(t, c.closeError(), "an event is not acknowledged")
		time.Sleep(6 * time.Second)
		require.Equal(t, []string{`["@",1,[1,[[2,[2,0,"1"]]]]]`}, c.take())
		require.Equal(t, "4000 drain", c.closeError())
	})
}

// A panic of the goroutine that reads ends the sessions of its connection, and not those of others.
func TestMux_PanicEndsSessionsOfConnection(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		other := srv.dial(joinOf("/other"))
		other.take()
		c := srv.dial(joinOf("/a"))
		c.send(wrap(1, joinOf("/b")))
		c.take()
		b := srv.program("/b")
		b.ses.mu.Lock()
		b.ses.conn.(*Link).confirm = func() { panic("test panic") }
		b.ses.mu.Unlock()
		c.send(wrap(1, clickMessage))
		require.NotEmpty(t, c.closeError())
		require.EqualValues(t, 1, b.unmounts.Load())
		require.EqualValues(t, 1, srv.program("/a").unmounts.Load())
		other.send(clickMessage)
		require.Len(t, other.take(), 1)
	})
}
