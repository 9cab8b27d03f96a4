package session

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// runCheckedSession runs a test in a synctest bubble with a joined session that is checked each minute.
// A seal is valid if it is the nonce with an exclamation mark.
func runCheckedSession(t *testing.T, test func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn)) {
	synctest.Test(t, func(t *testing.T) {
		p, c := &fakeProgram{}, &fakeConn{}
		s := unadoptedSession(t, p)
		s.opt.RecheckInterval = time.Minute
		s.opt.CheckSeal = func(checked *Session, nonce, seal string) bool { return checked == s && seal == nonce+"!" }
		require.True(t, s.Join(c, wire.Join{}, wire.Joined{}))
		c.takeSent()
		test(t, s, p, c)
		s.End(wire.Lost)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load(), "calls of Unmount")
	})
}

// nonceOf waits for the request of a recheck, for at most a minute, and returns its nonce.
func nonceOf(t *testing.T, c *fakeConn) string {
	t.Helper()
	time.Sleep(time.Minute)
	synctest.Wait()
	sent := c.takeSent()
	require.Len(t, sent, 1)
	nonce, ok := strings.CutPrefix(sent[0], `["recheck","`)
	require.True(t, ok, sent[0])
	return strings.TrimSuffix(nonce, `"]`)
}

func TestRecheck_ValidSeal(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		nonces := map[string]bool{}
		for range 5 {
			nonce := nonceOf(t, c)
			require.Len(t, nonce, 26)
			require.False(t, nonces[nonce], "the nonce was used before")
			nonces[nonce] = true
			receive(s, c, wire.RecheckReply{Seal: nonce + "!"})
			require.True(t, s.Attached())
		}
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[2,[2,0,"1"]]]]`}, c.takeSent())
	})
}

func TestRecheck_Ends(t *testing.T) {
	for name, test := range map[string]struct {
		seal   string
		reason wire.Reason
	}{
		"the page is refused": {"", wire.NotLive},
		"another user":        {"other", wire.Identity},
	} {
		t.Run(name, func(t *testing.T) {
			runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
				nonceOf(t, c)
				receive(s, c, wire.RecheckReply{Seal: test.seal})
				synctest.Wait()
				require.Equal(t, test.reason, c.reason)
				require.EqualValues(t, 1, p.unmounts.Load())
			})
		})
	}
}

// The seal of an earlier nonce is the same as that of another user.
func TestRecheck_ReplayedSeal(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		first := nonceOf(t, c)
		receive(s, c, wire.RecheckReply{Seal: first + "!"})
		nonceOf(t, c)
		receive(s, c, wire.RecheckReply{Seal: first + "!"})
		require.Equal(t, wire.Identity, c.reason)
	})
}

// A reply without a request, and a second one, are malformed.
func TestRecheck_UnexpectedReply(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		nonce := nonceOf(t, c)
		receive(s, c, wire.RecheckReply{Seal: nonce + "!"})
		receive(s, c, wire.RecheckReply{Seal: nonce + "!"})
		require.Equal(t, wire.Malformed, c.reason)
	})
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, wire.RecheckReply{})
		require.Equal(t, wire.Malformed, c.reason, "no rechecks")
	})
}

// A client that does not answer must resume. The session and its events are kept.
func TestRecheck_NoReply(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		nonceOf(t, c)
		for range 31 { // the request was sent up to 30 s ago
			if s.Attached() {
				time.Sleep(time.Second)
				synctest.Wait()
			}
		}
		require.Equal(t, wire.Unchecked, c.reason)
		require.False(t, s.Attached())
		second := &fakeConn{seq: 1}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		second.takeSent()
		receive(s, second, click)
		require.Equal(t, []string{`[1,[[2,[2,0,"1"]]]]`}, second.takeSent())
	})
}

// A resume passes the middleware: the pending request is void, and another follows one interval later.
func TestRecheck_ResumeWhilePending(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		old := nonceOf(t, c)
		second := &fakeConn{seq: 1}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		receive(s, c, wire.RecheckReply{Seal: old + "!"})
		require.Len(t, second.takeSent(), 1)
		time.Sleep(29 * time.Second)
		require.True(t, s.Attached(), "the timeout of the old request does not apply")
		time.Sleep(31 * time.Second)
		require.Len(t, second.takeSent(), 1, "the next request")
	})
}

// Detached and ended sessions have no timer; draining ones are not checked.
func TestRecheck_OnlyWhileAttached(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.Detach(c)
		require.Nil(t, s.recheck)
		second := &fakeConn{seq: 1}
		require.True(t, s.Resume(second, wire.Resume{Ref: 1, Version: 1}, newSecret))
		require.NotNil(t, s.recheck)
		second.takeSent()
		s.Drain(2 * time.Minute)
		second.takeSent()
		time.Sleep(90 * time.Second)
		require.Empty(t, second.takeSent())
		s.End(wire.Lost)
		require.Nil(t, s.recheck)
	})
}

// A drain does not invalidate a pending request.
func TestRecheck_DrainWhilePending(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		nonce := nonceOf(t, c)
		s.Drain(time.Minute)
		c.takeSent()
		receive(s, c, wire.RecheckReply{Seal: nonce + "!"})
		time.Sleep(50 * time.Second)
		require.True(t, s.Attached())
		receive(s, c, click)
		require.Len(t, c.takeSent(), 1)
	})
}

// A handler that runs for a minute and a closed window do not delay a recheck.
func TestRecheck_BusySession(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		for range wire.WindowFrames {
			receive(s, c, click)
			c.takeSent()
		}
		require.False(t, s.window.open())
		p.onEvent = func(int, wire.Event) (string, string) { time.Sleep(10 * time.Minute); return Applied, "" }
		receive(s, c, click)
		for range 3 {
			receive(s, c, wire.RecheckReply{Seal: nonceOf(t, c) + "!"})
		}
		require.True(t, s.Attached())
		time.Sleep(10 * time.Minute)
	})
}

// A session that its page vouches for is rechecked only after the first session of the connection has ended.
func TestRecheck_ByPage(t *testing.T) {
	runCheckedSession(t, func(t *testing.T, s *Session, _ *fakeProgram, c *fakeConn) {
		s.mu.Lock() // the timer runs already
		s.RecheckedByPage = true
		s.mu.Unlock()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		require.Empty(t, c.takeSent())
		c.pageEnded.Store(true)
		require.NotEmpty(t, nonceOf(t, c))
	})
}
