package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func options() *Options {
	return &Options{ResumeTimeout: 30 * time.Second, MaxInbox: 4, MaxEventBytes: 1 << 20, OnEnd: func(*Session) {}}
}

// runSession runs a test in a synctest bubble on a session that has been joined.
func runSession(t *testing.T, test func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn)) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{canReload: true}
		s, c := unadoptedSession(t, p), &fakeConn{}
		require.True(t, s.Join(c, wire.Join{Checksum: s.Page.rendering.snapshot.Checksum()}, wire.Joined{Session: "secret", Adopted: true}))
		require.Equal(t, []string{`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`}, c.takeSent())
		test(t, s, p, c)
		s.End(wire.Lost)
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load(), "calls of Unmount")
		require.LessOrEqual(t, p.joins, 1)
	})
}

func unadoptedSession(t *testing.T, p *fakeProgram) *Session {
	s := New(p, options())
	html, err := s.Page.FirstRender([]byte("<p>0</p>"))
	require.NoError(t, err)
	require.Equal(t, "<p>0</p>", string(html))
	return s
}

// receive handles a message as a reader does.
func receive(s *Session, c *fakeConn, msg wire.ClientMessage) {
	if s.Receive(c, msg) {
		go s.Page.Run()
	}
}

// newSecret is the argument of Resume.
func newSecret() string { return "new" }

var click = wire.Event{URL: "page.Click"}

func acked(n int) wire.Event { e := click; e.Acks = n; return e }

func TestEvent_OneFrame(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[2,[2,0,"1"]]]]`}, c.takeSent())
		require.Equal(t, 1, p.renders)
	})
}

func TestEvent_PendingEventsAreRenderedOnce(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		hold := make(chan bool)
		p.onEvent = func(int, wire.Event) (string, string) { <-hold; p.n++; return Applied, "" }
		receive(s, c, click)
		synctest.Wait()
		for range 9 {
			receive(s, c, click)
		}
		close(hold)
		got := c.takeSent()
		require.Len(t, got, 2, "one frame for the first event and one for the rest")
		require.Equal(t, 2, p.renders)
		require.Equal(t, `[9,[[3,[2,1,"0"]]]]`, got[1])
	})
}

func TestEvent_WithoutChangeIsOnlyAcknowledged(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onEvent = func(int, wire.Event) (string, string) { return Applied, "" }
		receive(s, c, click)
		require.Equal(t, []string{`[1]`}, c.takeSent())
		require.Empty(t, s.window.frames, "an acknowledgement is not kept")
	})
}

// A handler that takes ten seconds does not delay acks, heartbeats or resumes.
func TestSlowHandlerDoesNotBlockConnection(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, click)
		c.takeSent()
		p.onEvent = func(int, wire.Event) (string, string) { time.Sleep(10 * time.Second); p.n++; return Applied, "" }
		start := time.Now()
		receive(s, c, click)
		synctest.Wait()
		receive(s, c, wire.Ack{Acks: 1})
		require.Empty(t, s.window.frames)
		receive(s, c, wire.Heartbeat)
		require.Equal(t, []string{`["h"]`}, c.takeSent())
		s.Detach(c)
		second := &fakeConn{}
		require.True(t, s.Resume(second, wire.Resume{Frame: 1, Ref: 2, Version: 2}, newSecret))
		require.Equal(t, []string{`["resumed",{"session":"new","ref":2,"done":1,"resume":30000}]`}, second.takeSent())
		require.Zero(t, time.Since(start))
		time.Sleep(10 * time.Second)
		require.Equal(t, []string{`[1,[[3,[2,0,"2"]]]]`}, second.takeSent())
	})
}

func TestRender_NonStrictMarkupIsNormalized(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.markup = "<p>%d<div>x</div></p>"
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[2,[0,5,[1,"<div>x</div><p></p>"],2,0,"1"]]]]`}, c.takeSent())
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[3,[2,0,"2"]]]]`}, c.takeSent())
		require.Len(t, p.markupErrors, 1, "MarkupError is called once")
		require.Empty(t, p.renderErrors)
	})
}

// Invalid characters do not make all later renders slow.
func TestRender_InvalidCharactersAreReplaced(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.markup = "<p>\x00\xff%d</p>"
		receive(s, c, click)
		require.Len(t, c.takeSent(), 1)
		require.Equal(t, "<p>\ufffd\ufffd1</p>", string(s.Page.rendering.snapshot.HTML()))
		require.Len(t, p.markupErrors, 1)
		require.ErrorIs(t, p.markupErrors[0], ErrCharacters)
		require.False(t, s.Page.rendering.lenient)
		p.markup = "<p>\x00%d<div></div></p>"
		receive(s, c, click)
		require.Len(t, c.takeSent(), 1)
		require.Len(t, p.markupErrors, 2, "MarkupError is called once for each kind")
		require.True(t, s.Page.rendering.lenient)
		require.Empty(t, p.renderErrors)
	})
}
