package session

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// The memory for a slow client is bounded: while eight frames are unacknowledged, nothing is
// rendered and only acknowledgements are sent.
func TestWindow_ClosedRendersNothing(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		for range wire.WindowFrames {
			receive(s, c, click)
			synctest.Wait()
		}
		require.Len(t, c.takeSent(), wire.WindowFrames)
		for range 20 {
			receive(s, c, click)
			synctest.Wait()
		}
		require.Equal(t, wire.WindowFrames, p.renders)
		for _, msg := range c.takeSent() {
			require.Equal(t, `[1]`, msg, "events are acknowledged while the window is closed")
		}
		receive(s, c, wire.Ack{Acks: 1})
		require.Equal(t, []string{`[0,[[10,[2,0,"28"]]]]`}, c.takeSent(), "one frame for all changes")
		require.Equal(t, wire.WindowFrames+1, p.renders)
	})
}

func TestWindow_AcknowledgementWaitsForItsEffect(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		for range wire.WindowFrames {
			receive(s, c, click)
			synctest.Wait()
		}
		c.takeSent()
		p.onEvent = func(int, wire.Event) (string, string) { return wire.Refused, "unknown event" }
		receive(s, c, click)
		require.Empty(t, c.takeSent())
		receive(s, c, wire.Ack{Acks: 8})
		require.Equal(t, []string{`[1,[],[["out",9,"refused","unknown event"]]]`}, c.takeSent())
	})
}

func TestWindow_EmptyAcceptsAnySize(t *testing.T) {
	w := window{}
	require.True(t, w.open())
	w.add(frame{data: make([]byte, wire.WindowBytes+1)})
	require.False(t, w.open())
	require.True(t, w.ack(1))
	require.True(t, w.open())
	require.False(t, w.ack(1), "no frame is unacknowledged")
}
