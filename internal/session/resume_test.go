package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A browser loses its connection twice in a row, and the middleware takes longer for the first
// resume than for the second. The first connection, which is already lost, must not take over the
// session: the newer one would be closed with code 4003.
func TestResume_EarlierConnectionDoesNotTakeOver(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		first, second := &fakeConn{seq: 1}, &fakeConn{seq: 2}
		resume := wire.Resume{Ref: 1, Version: 1}
		require.True(t, s.Resume(second, resume, newSecret))
		require.False(t, s.Resume(first, resume, func() string { t.Error("a rejected resume rotated the secret"); return "x" }))
		require.Zero(t, second.reason)
		receive(s, second, click)
		synctest.Wait()
		require.Equal(t, 1, p.n)
		s.Detach(second)
		require.False(t, s.Resume(first, resume, newSecret), "even after the newer connection is lost")
		require.True(t, s.Resume(&fakeConn{seq: 3}, resume, newSecret))
	})
}

// The middleware delays and rejects the first connection but accepts the second, which keeps the
// session.
func TestRefuseResume_LaterConnectionKeepsSession(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		first, second := &fakeConn{seq: 1}, &fakeConn{seq: 2}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		s.RefuseResume(first, wire.NotLive)
		receive(s, second, click)
		synctest.Wait()
		require.Equal(t, 1, p.n)
		require.Zero(t, second.reason)
		s.RefuseResume(&fakeConn{seq: 3}, wire.NotLive)
		require.Equal(t, wire.NotLive, second.reason)
	})
}

// A rejected resume must not change the ref of the next event. Otherwise the connection that keeps
// the session would lose its next event as a duplicate.
func TestResume_RejectedChangesNothing(t *testing.T) {
	for name, r := range map[string]wire.Resume{
		"unsent frame":       {Frame: 9, Ref: 1},
		"acknowledged frame": {Frame: 0, Ref: 1},
		"invalid secret":     {Frame: 1, Ref: 1},
	} {
		t.Run(name, func(t *testing.T) {
			runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
				receive(s, c, click)
				synctest.Wait()
				receive(s, c, acked(1))
				synctest.Wait()
				require.False(t, s.Resume(&fakeConn{seq: 9}, r, func() string { return "" }))
				receive(s, c, click)
				synctest.Wait()
				require.Equal(t, 3, p.n)
				require.Len(t, s.window.frames, 2)
			})
		})
	}
}

// Acknowledgements that were sent without a frame keep their place between the resent frames. If
// they preceded the frames, the client would assign a reply in a frame to an event that it considers
// acknowledged, and drop it.
func TestResume_KeepsOrderOfAcknowledgements(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		quiet := false
		p.onEvent = func(int, wire.Event) (string, string) {
			if !quiet {
				p.n++
			}
			return Applied, ""
		}
		for _, quiet = range []bool{true, false, true, true, false, true} {
			receive(s, c, click)
			synctest.Wait()
		}
		sent := c.takeSent()
		require.Equal(t, []string{`[1]`, `[1,[[2,[2,0,"1"]]]]`, `[1]`, `[1]`, `[1,[[3,[2,0,"2"]]]]`, `[1]`}, sent)
		s.Detach(c)
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		require.Equal(t, []string{
			`["resumed",{"session":"new","ref":6,"done":1,"resume":30000}]`, sent[1], `[2]`, sent[4], `[1]`,
		}, second.takeSent())
	})
}

func TestResume_RotatesSecretOnce(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		made := 0
		require.True(t, s.Resume(&fakeConn{}, wire.Resume{Ref: 1, Version: 1}, func() string { made++; return "new" }))
		require.Equal(t, 1, made)
		time.Sleep(time.Minute)
		require.True(t, s.Attached())
	})
}
