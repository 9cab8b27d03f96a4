package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestTicker_MissedTicksCollapse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{canReload: true}
		s := unadoptedSession(t, p)
		ticks := 0
		ticker := s.Page.Every(time.Second, func(time.Time) { ticks++ })
		time.Sleep(10 * time.Second)
		require.Nil(t, ticker.timer, "an unadopted session is passive")
		require.False(t, s.Page.running)
		c := &fakeConn{}
		s.Join(c, wire.Join{}, wire.Joined{})
		time.Sleep(3*time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, 3, ticks)
		s.Detach(c)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, 3, ticks)
		require.True(t, s.Resume(&fakeConn{}, wire.Resume{Ref: 1, Version: 1}, newSecret))
		synctest.Wait()
		require.Equal(t, 4, ticks, "ten missed ticks collapse into one")
		ticker.Stop()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, 4, ticks)
		s.End(wire.Lost)
		synctest.Wait()
	})
}

func TestDeliver_FullInboxReloadsOnce(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		hold := make(chan bool)
		require.True(t, s.Page.Deliver(func() { <-hold }))
		synctest.Wait()
		delivered := 0
		for range 20 {
			if s.Page.Deliver(func() { p.n++ }) {
				delivered++
			} else {
				s.Page.ReportLoss(0)
			}
		}
		require.Equal(t, 4, delivered)
		close(hold)
		synctest.Wait()
		require.Equal(t, 4, p.n)
		require.Equal(t, 1, p.reloads)
	})
}

func TestDeliver_BeforeJoinOnlyRecordsLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{canReload: true}
		s := unadoptedSession(t, p)
		for range 10 {
			require.False(t, s.Page.Deliver(func() { p.n++ }))
			s.Page.ReportLoss(0)
		}
		synctest.Wait()
		require.False(t, s.Page.running)
		require.Empty(t, s.Page.inbox)
		s.Join(&fakeConn{}, wire.Join{}, wire.Joined{})
		synctest.Wait()
		require.Equal(t, 1, p.reloads)
		require.Zero(t, p.n)
		s.End(wire.Lost)
		synctest.Wait()
	})
}

func TestReportLoss_ViewWithoutReloadIsRemounted(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.canReload = false
		s.Page.ReportLoss(0)
		synctest.Wait()
		require.Equal(t, wire.Overflow, c.reason)
	})
}

func TestReceive_TooManyPendingEvents(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		hold := make(chan bool)
		defer close(hold)
		p.onEvent = func(int, wire.Event) (string, string) { <-hold; return Applied, "" }
		for range wire.MaxPendingEvents {
			receive(s, c, click)
		}
		require.Zero(t, c.reason, "a client may have 64 pending events")
		receive(s, c, click)
		require.Equal(t, wire.Flood, c.reason)
	})
}

func TestReceive_InvalidMessages(t *testing.T) {
	for name, msg := range map[string]wire.ClientMessage{
		"ack of an unsent frame": wire.Ack{Acks: 1}, "event that acks an unsent frame": acked(1),
		"second join": wire.Join{}, "second resume": wire.Resume{}, "nil": nil,
	} {
		t.Run(name, func(t *testing.T) {
			runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
				receive(s, c, msg)
				require.Equal(t, wire.Malformed, c.reason)
			})
		})
	}
}

func TestAddEffect_TooManyRemount(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onEvent = func(int, wire.Event) (string, string) {
			for range maxEffects + 1 {
				s.AddEffect(wire.Title("x"))
			}
			return Applied, ""
		}
		receive(s, c, click)
		synctest.Wait()
		require.Equal(t, wire.Overflow, c.reason)
		require.Empty(t, s.effects)
	})
}
