package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestTicksCollapse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &page{canReload: true}
		s := parkedSession(t, p)
		ticks := 0
		ticker := s.Every(time.Second, func(time.Time) { ticks++ })
		time.Sleep(10 * time.Second)
		require.Nil(t, ticker.timer, "parked is passive")
		require.False(t, s.running)
		l := &line{}
		s.Join(l, wire.Joined{}, false)
		time.Sleep(3*time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, 3, ticks)
		s.Detach(l)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, 3, ticks)
		require.True(t, s.Resume(&line{}, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, renewed))
		synctest.Wait()
		require.Equal(t, 4, ticks, "ten ticks became one")
		ticker.Stop()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, 4, ticks)
		s.End(0, "")
		synctest.Wait()
	})
}

func TestAFullInboxLosesMessagesAndReloadsOnce(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		hold := make(chan bool)
		require.True(t, s.Deliver(func() { <-hold }))
		synctest.Wait()
		delivered := 0
		for range 20 {
			if s.Deliver(func() { p.n++ }) {
				delivered++
			} else {
				s.ReportLoss(0)
			}
		}
		require.Equal(t, 4, delivered)
		close(hold)
		synctest.Wait()
		require.Equal(t, 4, p.n)
		require.Equal(t, 1, p.reloads)
	})
}

func TestAMessageBeforeTheJoinIsOneBit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &page{canReload: true}
		s := parkedSession(t, p)
		for range 10 {
			require.False(t, s.Deliver(func() { p.n++ }))
			s.ReportLoss(0)
		}
		synctest.Wait()
		require.False(t, s.running)
		require.Empty(t, s.inbox)
		s.Join(&line{}, wire.Joined{}, false)
		synctest.Wait()
		require.Equal(t, 1, p.reloads)
		require.Zero(t, p.n)
		s.End(0, "")
		synctest.Wait()
	})
}

func TestAViewThatCannotReloadIsMountedAnew(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.canReload = false
		s.ReportLoss(0)
		synctest.Wait()
		require.Equal(t, wire.Remount, l.code)
		require.Equal(t, wire.Overflow, l.reason)
	})
}

func TestAFloodIsClosed(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		hold := make(chan bool)
		defer close(hold)
		p.handle = func(int, wire.Event) (string, string) { <-hold; return Applied, "" }
		for range wire.MaxRefs {
			receive(s, l, click)
		}
		require.Zero(t, l.code, "64 unanswered events are what a client may have")
		receive(s, l, click)
		require.Equal(t, wire.Stop, l.code)
		require.Equal(t, wire.Flood, l.reason)
	})
}

func TestForgedNumbersAreMalformed(t *testing.T) {
	for what, up := range map[string]wire.Up{
		"ack of a frame never sent": wire.Ack{Acks: 1}, "the same in an event": acked(1), "another root": wire.HTML{Root: 3},
		"a second join": wire.Join{}, "a second resume": wire.Resume{}, "no message": nil,
	} {
		t.Run(what, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
				receive(s, l, up)
				require.Equal(t, wire.Stop, l.code)
				require.Equal(t, wire.Malformed, l.reason)
			})
		})
	}
}

func TestTooManyEffectsMountAnew(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.handle = func(int, wire.Event) (string, string) {
			for range maxEffects + 1 {
				s.Effect(wire.Title("x"))
			}
			return Applied, ""
		}
		receive(s, l, click)
		synctest.Wait()
		require.Equal(t, wire.Remount, l.code)
		require.Equal(t, wire.Overflow, l.reason)
		require.Empty(t, s.effects)
	})
}
