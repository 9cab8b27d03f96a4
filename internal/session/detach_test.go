package session

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestALostFrameIsSentAgainWithItsEffects(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.handle = func(int, wire.Event) (string, string) {
			p.n++
			s.Effect(wire.Flash("info", fmt.Sprint(p.n)))
			return Applied, ""
		}
		receive(s, l, click)
		synctest.Wait()
		receive(s, l, click)
		sent := l.take()
		require.Len(t, sent, 2)
		s.Detach(l)
		again := &line{}
		require.True(t, s.Resume(again, wire.Resume{Frame: 1, Ref: 2, Versions: map[int]int{0: 2}}, renewed))
		require.Equal(t, []string{`["resumed",{"session":"new","ref":2,"done":1,"resume":30000}]`, sent[1]}, again.take())
		receive(s, again, click)
		require.Empty(t, again.take(), "a repeated ref is answered by the frame that was sent again")
		require.Equal(t, 2, p.n)
		receive(s, again, click)
		require.Len(t, again.take(), 1)
		require.Equal(t, 3, p.n)
	})
}

func TestWhileDetachedHandlersRunAndNothingIsRendered(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		s.Detach(l)
		for range 3 {
			require.True(t, s.Deliver(func() { p.n++ }))
			synctest.Wait()
		}
		require.Equal(t, 3, p.n)
		require.Zero(t, p.renders)
		again := &line{}
		require.True(t, s.Resume(again, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, renewed))
		require.Equal(t, `[0,[[0,2,[2,0,"3"]]]]`, again.take()[1], "one patch follows")
		require.Equal(t, 1, p.renders)
	})
}

func TestASessionThatNobodyResumesEnds(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		s.Detach(l)
		time.Sleep(29 * time.Second)
		again := &line{}
		require.True(t, s.Resume(again, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, renewed))
		time.Sleep(time.Minute)
		require.Zero(t, p.unmounts.Load(), "the timer of a loss that is over does nothing")
		s.Detach(again)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
		require.False(t, s.Resume(&line{}, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, renewed))
	})
}

// The late close of the old socket after a takeover must not detach the new one.
func TestTheNewestSocketWins(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		again := &line{}
		require.True(t, s.Resume(again, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, renewed))
		require.Equal(t, wire.Stop, l.code)
		require.Equal(t, wire.TakenOver, l.reason)
		s.Detach(l)
		require.True(t, s.Attached())
		receive(s, l, click)
		synctest.Wait()
		require.Zero(t, p.n, "an old socket is not heard")
		receive(s, l, wire.Bye)
		require.True(t, s.Attached())
	})
}

func TestAResumeThatCannotBeIsRefused(t *testing.T) {
	for what, r := range map[string]wire.Resume{
		"a frame that was never sent":  {Frame: 5, Ref: 2},
		"a frame already acknowledged": {Frame: 0, Ref: 2},
		"a hole in the refs":           {Frame: 1, Ref: 4},
		"no ref":                       {Frame: 1, Ref: 0},
	} {
		t.Run(what, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
				receive(s, l, click)
				synctest.Wait()
				receive(s, l, acked(1))
				synctest.Wait()
				again := &line{}
				require.False(t, s.Resume(again, r, renewed))
				require.Empty(t, again.take())
				require.True(t, s.Attached(), "the session goes on with the socket it has")
			})
		})
	}
}

func TestAMirrorAtAnotherVersionGetsTheFullHTML(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		again := &line{}
		require.True(t, s.Resume(again, wire.Resume{Ref: 1, Versions: map[int]int{0: 7}}, renewed))
		require.Equal(t, `[0,[[0,1,"<p>0</p>"]]]`, again.take()[1])
		receive(s, again, wire.HTML{Acks: 1})
		require.Equal(t, []string{`[0,[[0,1,"<p>0</p>"]]]`}, again.take())
	})
}

func TestByeEndsAndSleepDetaches(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		receive(s, l, wire.Sleep)
		require.False(t, s.Attached())
		require.True(t, l.dropped)
		again := &line{}
		require.True(t, s.Resume(again, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, renewed))
		receive(s, again, wire.Bye)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}

func TestUnmountWaitsForTheRunningHandler(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		s.Deliver(func() { time.Sleep(time.Second) })
		synctest.Wait()
		s.End(wire.Reconnect, wire.Drain)
		synctest.Wait()
		require.Zero(t, p.unmounts.Load())
		time.Sleep(time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}

func TestADrainingSessionEndsWithItsConnection(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		s.Drain(1500 * time.Millisecond)
		require.Equal(t, []string{`["drain",1500]`}, l.take())
		s.Detach(l)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}
