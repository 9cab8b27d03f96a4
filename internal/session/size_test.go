package session

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// Size counts whatever a session keeps, in each state.
func TestSize_CountsWhatIsKept(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		const n = 20_000
		last := s.Size()
		require.Greater(t, last, s.Page.rendering.snapshot.Size())
		requireGrown := func(what string) {
			t.Helper()
			size := s.Size()
			require.Greater(t, size, last+n, what)
			require.Less(t, size, last+5*n, what)
			last = size
		}

		p.markup, p.size = "<p>"+strings.Repeat("x", n)+"%d</p>", n
		receive(s, c, click)
		synctest.Wait()
		requireGrown("the page, the program and an unacknowledged frame")

		hold := make(chan bool)
		p.onEvent = func(int, wire.Event) (string, string) { <-hold; return Applied, "" }
		receive(s, c, wire.Event{URL: "page.Click?" + strings.Repeat("x", n)})
		synctest.Wait()
		requireGrown("an event that is being handled")
		receive(s, c, wire.Event{Form: &wire.Form{Unchecked: make([]string, n/10)}})
		requireGrown("a form that waits")

		var resized []int
		s.opt.OnResize = func(s *Session) { resized = append(resized, s.SizeLocked()) }
		s.Detach(c)
		s.AddEffect(wire.Title(strings.Repeat("x", n)))
		requireGrown("an effect")
		require.Equal(t, []int{last}, resized)
		close(hold)
		synctest.Wait()
		require.Less(t, s.Size(), last-2*n, "handled events are released")
	})
}

// A form with many names needs more memory than its message.
func TestReceive_TooManyEventBytes(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		hold := make(chan bool)
		defer close(hold)
		p.onEvent = func(int, wire.Event) (string, string) { <-hold; return Applied, "" }
		s.opt.MaxEventBytes = 100_000
		large := wire.Event{Form: &wire.Form{Unchecked: make([]string, 8000)}}
		receive(s, c, large)
		synctest.Wait()
		require.Zero(t, c.reason, "one event of any size is accepted")
		receive(s, c, large)
		require.Equal(t, wire.Flood, c.reason)
	})
}

// Handled events do not count.
func TestReceive_EventBytesAreReleased(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		s.opt.MaxEventBytes = 10_000
		for range 100 {
			receive(s, c, wire.Event{Acks: len(s.window.frames), URL: "page.Click?" + strings.Repeat("x", 9_000)})
			synctest.Wait()
		}
		require.Zero(t, c.reason)
		require.Zero(t, s.eventBytes)
		require.Equal(t, 100, p.n)
	})
}

// A session may end at any moment of its join. The page, whose memory other pages then use, is not
// read afterwards.
func TestJoin_SessionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 100 {
			s := unadoptedSession(t, &fakeProgram{})
			go s.End(wire.Lost)
			go func() {
				c := &fakeConn{}
				if !s.Join(c, wire.Join{Checksum: 1}, wire.Joined{Adopted: true}) {
					require.Empty(t, c.sent)
				}
				_ = s.Size()
			}()
			unadoptedSession(t, &fakeProgram{}).End(wire.Lost) // uses the memory
			synctest.Wait()
		}
	})
}

func TestFirstRender_SessionHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(&fakeProgram{}, options())
		s.End(wire.Lost)
		_, err := s.Page.FirstRender([]byte("<p>0</p>"))
		require.ErrorIs(t, err, ErrEnded)
		synctest.Wait()
	})
}

// The HTML that FirstRender returns remains valid when the session ends.
func TestFirstRender_HTMLIsNotShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(&fakeProgram{}, options())
		html, err := s.Page.FirstRender([]byte("<p>\r\n0</p>"))
		require.NoError(t, err)
		s.End(wire.Lost)
		synctest.Wait()
		for range 10 {
			unadoptedSession(t, &fakeProgram{}).End(wire.Lost)
		}
		synctest.Wait()
		require.Equal(t, "<p>\n0</p>", string(html))
	})
}
