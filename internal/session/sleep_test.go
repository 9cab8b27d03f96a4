package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A page that sleeps handles events and messages, but renders nothing and sends no effects until it wakes.
func TestSleep_IsLikeAClosedWindow(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		ticks := 0
		s.Page.Every(time.Second, func(time.Time) { ticks++ })
		receive(s, c, wire.Sleep)
		receive(s, c, click)
		require.Equal(t, []string{`[1]`}, c.takeSent())
		s.AddEffect(wire.Title("x"))
		receive(s, c, click)
		require.Empty(t, c.takeSent(), "an effect must not follow the acknowledgement of its event")
		time.Sleep(10*time.Second + time.Millisecond)
		require.Zero(t, p.renders)
		require.Zero(t, ticks)

		receive(s, c, wire.Wake)
		require.Equal(t, []string{`[1,[[2,[2,0,"2"]]],[["title","x"]]]`}, c.takeSent())
		require.Equal(t, 1, ticks, "missed ticks are combined")
		require.Equal(t, 1, p.returned)
		receive(s, c, click)
		require.Len(t, c.takeSent(), 1)
		time.Sleep(time.Minute)
		require.True(t, s.Attached(), "the time to sleep is over")
	})
}

func TestSleep_EndsAfterTimeout(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, wire.Sleep)
		receive(s, c, wire.Sleep)
		time.Sleep(30*time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, wire.Gone, c.reason)
	})
}

// SleepTimeout may be longer or shorter than ResumeTimeout, which applies when the connection is lost.
func TestSleep_Timeout(t *testing.T) {
	for _, timeout := range []time.Duration{10 * time.Second, 5 * time.Minute} {
		runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
			s.opt.SleepTimeout = timeout
			receive(s, c, wire.Sleep)
			time.Sleep(timeout - time.Millisecond)
			synctest.Wait()
			require.True(t, s.Attached(), "after almost %v", timeout)
			receive(s, c, wire.Wake)
			receive(s, c, wire.Sleep)
			time.Sleep(timeout + time.Millisecond)
			synctest.Wait()
			require.Equal(t, wire.Gone, c.reason, "after %v", timeout)
		})
		runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
			s.opt.SleepTimeout = timeout
			receive(s, c, wire.Sleep)
			s.Detach(c)
			time.Sleep(30*time.Second - time.Millisecond)
			synctest.Wait()
			require.False(t, s.Page.Ended(), "while detached")
			time.Sleep(2 * time.Millisecond)
			synctest.Wait()
			require.True(t, s.Page.Ended(), "after ResumeTimeout")
		})
	}
}

// A page whose connection is lost while it sleeps, as in the back/forward cache, wakes when it is resumed.
func TestSleep_ConnectionLost(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, wire.Sleep)
		time.Sleep(20 * time.Second)
		s.Detach(c)
		time.Sleep(20 * time.Second)
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		synctest.Wait()
		require.Equal(t, 1, p.returned)
		second.takeSent()
		receive(s, second, click)
		require.Equal(t, []string{`[1,[[2,[2,0,"1"]]]]`}, second.takeSent())
		time.Sleep(time.Hour)
		require.True(t, s.Attached())
	})
}

// A page that is still shown, because a navigation has failed, reports that by the same signal.
func TestSleep_WakeWhileAwake(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, wire.Wake)
		synctest.Wait()
		require.Equal(t, 1, p.returned)
		require.Empty(t, c.takeSent())
	})
}

// A page that sleeps when the server shuts down ends at once.
func TestSleep_Drain(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, wire.Sleep)
		s.Drain(time.Second)
		synctest.Wait()
		require.Equal(t, wire.Gone, c.reason)
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}
