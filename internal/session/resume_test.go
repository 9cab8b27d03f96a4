package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A browser lost its connection twice in a row. The middleware took longer over the first resume than over the second, and so the
// socket that nobody read any more took the session over: the browser was told 4003, and stopped for good.
func TestASocketThatWasOpenedEarlierDoesNotTakeOver(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		first, second := &fakeConn{seq: 1}, &fakeConn{seq: 2}
		resume := wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}
		require.True(t, s.Resume(second, resume, newSecret))
		require.False(t, s.Resume(first, resume, func() string { t.Error("its secret must not take the place of the newer one"); return "x" }))
		require.Zero(t, second.code)
		receive(s, second, click)
		synctest.Wait()
		require.Equal(t, 1, p.n)
		s.Detach(second)
		require.False(t, s.Resume(first, resume, newSecret), "not even when the newer one is lost")
		require.True(t, s.Resume(&fakeConn{seq: 3}, resume, newSecret))
	})
}

// The middleware held the first connection up and then refused it, but let the second one pass: that one keeps the session.
func TestARefusalThatComesLateEndsNothing(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		first, second := &fakeConn{seq: 1}, &fakeConn{seq: 2}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, newSecret))
		s.RefuseResume(first)
		receive(s, second, click)
		synctest.Wait()
		require.Equal(t, 1, p.n)
		require.Zero(t, second.code)
		s.RefuseResume(&fakeConn{seq: 3})
		require.Equal(t, wire.Reload, second.code)
	})
}

// A resume from a place that cannot be was refused only after its number of the next event had been noted: the socket that the
// session kept then lost its next event, taken for a repetition.
func TestARefusedResumeChangesNothing(t *testing.T) {
	for what, r := range map[string]wire.Resume{
		"a frame that was never sent":  {Frame: 9, Ref: 1},
		"a frame already acknowledged": {Frame: 0, Ref: 1},
		"a secret that is not good":    {Frame: 1, Ref: 1},
	} {
		t.Run(what, func(t *testing.T) {
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

// Answers without a frame were counted as if they had come before the frames that are sent again: a reply in such a frame then
// belonged, for the browser, to an event that it took for answered already, and was lost.
func TestAnswersBetweenFramesKeepTheirPlace(t *testing.T) {
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
		require.Equal(t, []string{`[1]`, `[1,[[0,2,[2,0,"1"]]]]`, `[1]`, `[1]`, `[1,[[0,3,[2,0,"2"]]]]`, `[1]`}, sent)
		s.Detach(c)
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, newSecret))
		require.Equal(t, []string{
			`["resumed",{"session":"new","ref":6,"done":1,"resume":30000}]`, sent[1], `[2]`, sent[4], `[1]`,
		}, second.takeSent())
	})
}

func TestTheNewSecretIsMadeOnceTheSocketHasWon(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		made := 0
		require.True(t, s.Resume(&fakeConn{}, wire.Resume{Ref: 1, Versions: map[int]int{0: 1}}, func() string { made++; return "new" }))
		require.Equal(t, 1, made)
		time.Sleep(time.Minute)
		require.True(t, s.Attached())
	})
}
