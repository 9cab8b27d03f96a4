package session

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A fakeProgram is a Program whose page is a number that events increment.
type fakeProgram struct {
	n            int
	renders      int
	reloads      int
	joins        int
	unmounts     atomic.Int32
	onUnmount    func()
	onEvent      func(ref int, e wire.Event) (string, string)
	canReload    bool
	renderErrors []error
	markupErrors []error
	markup       string // format for Render; empty means <p>%d</p>
}

func (p *fakeProgram) Joined() bool          { p.joins++; return false }
func (p *fakeProgram) Reload() bool          { p.reloads++; return p.canReload }
func (p *fakeProgram) MarkupError(err error) { p.markupErrors = append(p.markupErrors, err) }
func (p *fakeProgram) RenderFailed(err error) {
	p.renderErrors = append(p.renderErrors, err)
}
func (p *fakeProgram) Unmount() {
	if p.unmounts.Add(1) == 1 && p.onUnmount != nil {
		p.onUnmount()
	}
}

func (p *fakeProgram) Render(w *bytes.Buffer) error {
	p.renders++
	fmt.Fprintf(w, cmp.Or(p.markup, "<p>%d</p>"), p.n)
	return nil
}

func (p *fakeProgram) Event(ref int, e wire.Event) (string, string) {
	if p.onEvent != nil {
		return p.onEvent(ref, e)
	}
	p.n++
	return Applied, ""
}

// A fakeConn is a Conn that records what is sent.
type fakeConn struct {
	seq     uint64
	mu      sync.Mutex
	sent    []string
	code    wire.CloseCode
	reason  string
	aborted bool
}

func (c *fakeConn) Send(m socket.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, string(m.Data))
}

func (c *fakeConn) Enqueue(m socket.Message) { c.Send(m) }
func (c *fakeConn) Seq() uint64              { return c.seq }
func (c *fakeConn) StartWrite()              {}
func (c *fakeConn) Flush()                   {}

func (c *fakeConn) Close(code wire.CloseCode, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code == 0 {
		c.code, c.reason = code, reason
	}
}

func (c *fakeConn) Abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.aborted = true
}

// takeSent returns the messages that were sent since the last call.
func (c *fakeConn) takeSent() []string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	got := c.sent
	c.sent = nil
	return got
}

var discardLog = slog.New(slog.NewTextHandler(io.Discard, nil))

func options() *Options {
	return &Options{ResumeTimeout: 30 * time.Second, MaxInbox: 4, Log: discardLog, OnEnd: func(*Session) {}}
}

// runSession runs a test in a synctest bubble on a session that has been joined.
func runSession(t *testing.T, test func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn)) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{canReload: true}
		s, c := unadoptedSession(t, p), &fakeConn{}
		require.True(t, s.Join(c, wire.Joined{Session: "secret", Epoch: 1, Adopted: true}, false))
		require.Equal(t, []string{`["joined",{"session":"secret","epoch":1,"adopted":true,"version":1,"resume":30000}]`}, c.takeSent())
		test(t, s, p, c)
		s.End(0, "")
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load(), "calls of Unmount")
		require.LessOrEqual(t, p.joins, 1)
	})
}

func unadoptedSession(t *testing.T, p *fakeProgram) *Session {
	s := New(p, options())
	require.NoError(t, s.FirstRender([]byte("<p>0</p>")))
	return s
}

// receive handles a message as a reader does.
func receive(s *Session, c *fakeConn, msg wire.ClientMessage) {
	if s.Receive(c, msg) {
		go s.Run()
	}
}

// newSecret is the argument of Resume.
func newSecret() string { return "new" }

var click = wire.Event{Epoch: 1, URL: "page.Click"}

func acked(n int) wire.Event { e := click; e.Acks = n; return e }

func TestEvent_OneFrame(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[0,2,[2,0,"1"]]]]`}, c.takeSent())
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
		require.Equal(t, `[9,[[0,3,[2,1,"0"]]]]`, got[1])
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

// A slow client costs bounded memory: while eight frames are unacknowledged nothing is rendered, and only acknowledgements are
// sent.
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
		require.Equal(t, []string{`[0,[[0,10,[2,0,"28"]]]]`}, c.takeSent(), "one frame for all changes")
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
		require.True(t, s.Resume(second, wire.Resume{Frame: 1, Ref: 2, Versions: map[int]int{0: 2}}, newSecret))
		require.Equal(t, []string{`["resumed",{"session":"new","ref":2,"done":1,"resume":30000}]`}, second.takeSent())
		require.Zero(t, time.Since(start))
		time.Sleep(10 * time.Second)
		require.Equal(t, []string{`[1,[[0,3,[2,0,"2"]]]]`}, second.takeSent())
	})
}

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
		s.Deliver(func() { <-hold })
		synctest.Wait()
		for range 3 {
			receive(s, c, click)
		}
		close(hold)
		require.Equal(t, `[2,[],[["out",2,"panicked",""]]]`, c.takeSent()[0])
		require.Equal(t, wire.Remount, c.code)
		require.Equal(t, wire.Crashed, c.reason)
		require.Equal(t, 1, p.n, "handlers that ran")
	})
}

func TestRender_NonStrictMarkupIsNormalized(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.markup = "<p>%d<div>x</div></p>"
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[0,2,[0,5,[1,"<div>x</div><p></p>"],2,0,"1"]]]]`}, c.takeSent())
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[0,3,[2,0,"2"]]]]`}, c.takeSent())
		require.Len(t, p.markupErrors, 1, "MarkupError is called once")
		require.Empty(t, p.renderErrors)
	})
}

// If a require assertion failed in a handler, its goroutine ended, and the session hung until the test timed out.
func TestGoexit_InHandlerIsACrash(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onEvent = func(int, wire.Event) (string, string) { runtime.Goexit(); return Applied, "" }
		receive(s, c, click)
		synctest.Wait()
		require.Equal(t, wire.Remount, c.code)
		require.Equal(t, wire.Crashed, c.reason)
	})
}

// The same in Unmount: it was called again, and the server decremented its number of views twice.
func TestGoexit_InUnmountIsNotRetried(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		p.onUnmount = runtime.Goexit
		s.End(0, "")
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}
