package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A timer that fires while a browser joins or resumes is not lost, whichever of the two is first.
func TestTicker_FiresDuringJoin(t *testing.T) {
	for _, slow := range []time.Duration{0, time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			p := &fakeProgram{}
			s, c := unadoptedSession(t, p), &fakeConn{onAttach: func() { time.Sleep(slow) }}
			fired := 0
			s.Page.After(0, func(time.Time) { fired++ })
			require.True(t, s.Join(c, wire.Join{}, wire.Joined{Adopted: true}))
			synctest.Wait()
			require.Equal(t, 1, fired)

			s.Page.After(time.Second, func(time.Time) { fired++ })
			s.Detach(c)
			time.Sleep(time.Second - slow/2)
			require.True(t, s.Resume(&fakeConn{onAttach: func() { time.Sleep(slow) }}, wire.Resume{Ref: 1, Version: 1}, newSecret))
			time.Sleep(slow)
			synctest.Wait()
			require.Equal(t, 2, fired)
			s.End(wire.Lost)
		})
	}
}

// The same in a nested session.
func TestTicker_FiresDuringJoinOfChild(t *testing.T) {
	for _, slow := range []time.Duration{0, time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			fired := 0
			s, c := unadoptedSession(t, &fakeProgram{}), &fakeConn{onAttach: func() { time.Sleep(slow) }}
			child := unadoptedSession(t, &fakeProgram{})
			child.Page.After(0, func(time.Time) { fired++ })
			s.AddChild(3, child)
			require.True(t, s.Join(c, wire.Join{}, wire.Joined{Adopted: true}))
			synctest.Wait()
			require.Equal(t, 1, fired)
			s.End(wire.Lost)
		})
	}
}
