package session

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestResume_ResendsLostFrameWithEffects(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onEvent = func(int, wire.Event) (string, string) {
			p.n++
			s.AddEffect(wire.Flash(wire.FlashMessage{Kind: "info", Text: fmt.Sprint(p.n)}))
			return Applied, ""
		}
		receive(s, c, click)
		synctest.Wait()
		receive(s, c, click)
		sent := c.takeSent()
		require.Len(t, sent, 2)
		s.Detach(c)
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Frame: 1, Ref: 2, Version: 2}, newSecret))
		require.Equal(t, []string{`["resumed",{"session":"new","ref":2,"done":1,"resume":30000}]`, sent[1]}, second.takeSent())
		receive(s, second, click)
		require.Empty(t, second.takeSent(), "the resent frame acknowledges a duplicate event")
		require.Equal(t, 2, p.n)
		receive(s, second, click)
		require.Len(t, second.takeSent(), 1)
		require.Equal(t, 3, p.n)
	})
}

func TestDetached_HandlersRunWithoutRendering(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		for range 3 {
			require.True(t, s.Page.Deliver(func() { p.n++ }))
			synctest.Wait()
		}
		require.Equal(t, 3, p.n)
		require.Zero(t, p.renders)
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		require.Equal(t, `[0,[[2,[2,0,"3"]]]]`, second.takeSent()[1], "one patch for all changes")
		require.Equal(t, 1, p.renders)
	})
}

func TestDetached_EndsAfterResumeTimeout(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		time.Sleep(29 * time.Second)
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		time.Sleep(time.Minute)
		require.Zero(t, p.unmounts.Load(), "the timer is stopped by a resume")
		s.Detach(second)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
		require.False(t, s.Resume(&fakeConn{}, wire.Resume{Ref: 1, Version: 1}, newSecret))
	})
}

// The late close of the old connection must not detach the session from the new one.
func TestResume_ReplacesOldConnection(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		require.Equal(t, wire.TakenOver, c.reason)
		s.Detach(c)
		require.True(t, s.Attached())
		receive(s, c, click)
		synctest.Wait()
		require.Zero(t, p.n, "messages on a replaced connection are ignored")
		receive(s, c, wire.Bye)
		require.True(t, s.Attached())
	})
}

func TestResume_InvalidCounters(t *testing.T) {
	for name, r := range map[string]wire.Resume{
		"unsent frame":       {Frame: 5, Ref: 2},
		"acknowledged frame": {Frame: 0, Ref: 2},
		"gap in the refs":    {Frame: 1, Ref: 4},
		"zero ref":           {Frame: 1, Ref: 0},
	} {
		t.Run(name, func(t *testing.T) {
			runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
				receive(s, c, click)
				synctest.Wait()
				receive(s, c, acked(1))
				synctest.Wait()
				second := &fakeConn{}
				require.False(t, s.Resume(second, r, newSecret))
				require.Empty(t, second.takeSent())
				require.True(t, s.Attached(), "the session keeps its connection")
			})
		})
	}
}

func TestResume_OtherVersionGetsFullHTML(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 7}, newSecret))
		require.Equal(t, `[0,[[1,"<p>0</p>"]]]`, second.takeSent()[1])
		receive(s, second, wire.HTML{Acks: 1})
		require.Equal(t, []string{`[0,[[1,"<p>0</p>"]]]`}, second.takeSent())
	})
}

func TestReceive_Bye(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, wire.Bye)
		require.True(t, c.aborted)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}

func TestEnd_UnmountWaitsForRunningHandler(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Page.Deliver(func() { time.Sleep(time.Second) })
		synctest.Wait()
		s.End(wire.Drain)
		synctest.Wait()
		require.Zero(t, p.unmounts.Load())
		time.Sleep(time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}

func TestDrain_EndsWithConnection(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Drain(1500 * time.Millisecond)
		require.Equal(t, []string{`["drain",1500]`}, c.takeSent())
		s.Detach(c)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}
