package session

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A Mount may push more effects than may be pending for a slow browser. If that ended the session,
// Unmount would run on another goroutine during Mount.
func TestAddEffect_UnadoptedSessionDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{canReload: true}
		s := unadoptedSession(t, p)
		for range 2 * maxEffects {
			s.AddEffect(wire.Title("x"))
		}
		synctest.Wait()
		require.Zero(t, p.unmounts.Load())
		c := &fakeConn{}
		require.True(t, s.Join(c, wire.Join{}, wire.Joined{}))
		got := c.takeSent()
		require.Len(t, got, 2)
		require.Equal(t, 2*maxEffects, strings.Count(got[1], "title"))
		s.End(wire.Lost)
		synctest.Wait()
	})
}

func TestAddEffect_DetachedSessionIsBounded(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		big := wire.Title(strings.Repeat("x", maxEffectBytes/10))
		for range 9 {
			s.AddEffect(big)
		}
		require.Zero(t, p.unmounts.Load())
		s.AddEffect(big)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
		require.Nil(t, s.effects)
	})
}

// Effects that Mount has queued are part of the page: a further one does not end the session.
func TestAddEffect_EffectsOfMountAreNotLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{canReload: true}
		s, c := unadoptedSession(t, p), &fakeConn{}
		s.AddEffect(wire.Title(strings.Repeat("x", 2*maxEffectBytes)))
		require.Greater(t, s.Size(), 2*maxEffectBytes)
		p.onJoined = func() { s.AddEffect(wire.Title("y")) }
		require.True(t, s.Join(c, wire.Join{}, wire.Joined{}))
		require.Len(t, c.takeSent(), 2)
		require.Zero(t, c.reason)

		for range maxEffects + 1 { // the window is closed by the first frame
			s.AddEffect(wire.Title("x"))
		}
		require.Equal(t, wire.Overflow, c.reason)
		synctest.Wait()
	})
}
