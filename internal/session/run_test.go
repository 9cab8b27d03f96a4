package session

import (
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestPanic_IsReportedAndRemounts(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onEvent = func(ref int, _ wire.Event) (string, string) {
			if ref == 2 {
				panic("oops")
			}
			p.n++
			return Applied, ""
		}
		hold := make(chan bool)
		s.Page.Deliver(func() { <-hold })
		synctest.Wait()
		for range 3 {
			receive(s, c, click)
		}
		close(hold)
		require.Equal(t, `[2,[],[["out",2,"panicked",""]]]`, c.takeSent()[0])
		require.Equal(t, wire.Crashed, c.reason)
		require.Equal(t, 1, p.n, "handlers that ran")
	})
}

// A failed require assertion in a handler ends its goroutine. The session must not hang.
func TestGoexit_InHandlerIsACrash(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onEvent = func(int, wire.Event) (string, string) { runtime.Goexit(); return Applied, "" }
		receive(s, c, click)
		synctest.Wait()
		require.Equal(t, wire.Crashed, c.reason)
	})
}

// If Unmount calls runtime.Goexit, it must not be called again: the server would count the end of
// the session twice.
func TestGoexit_InUnmountIsNotRetried(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onUnmount = runtime.Goexit
		s.End(wire.Lost)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}
