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

// page is a Program: a number that events change.
type page struct {
	n         int
	renders   int
	reloads   int
	joins     int
	unmounts  atomic.Int32
	unmount   func()
	handle    func(ref int, e wire.Event) (string, string)
	canReload bool
	failed    []error
	flaws     []error
	markup    string // of Render; empty: <p>%d</p>
}

func (p *page) Joined() bool          { p.joins++; return false }
func (p *page) Reload() bool          { p.reloads++; return p.canReload }
func (p *page) MarkupError(err error) { p.flaws = append(p.flaws, err) }
func (p *page) RenderFailed(err error) {
	p.failed = append(p.failed, err)
}
func (p *page) Unmount() {
	if p.unmounts.Add(1) == 1 && p.unmount != nil {
		p.unmount()
	}
}

func (p *page) Render(w *bytes.Buffer) error {
	p.renders++
	fmt.Fprintf(w, cmp.Or(p.markup, "<p>%d</p>"), p.n)
	return nil
}

func (p *page) Event(ref int, e wire.Event) (string, string) {
	if p.handle != nil {
		return p.handle(ref, e)
	}
	p.n++
	return Applied, ""
}

// line is a Link that keeps what was sent.
type line struct {
	nth     uint64
	mu      sync.Mutex
	got     []string
	code    wire.CloseCode
	reason  string
	dropped bool
}

func (l *line) Send(m socket.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.got = append(l.got, string(m.Data))
}

func (l *line) Enqueue(m socket.Message) { l.Send(m) }
func (l *line) Seq() uint64              { return l.nth }
func (l *line) StartWrite()              {}
func (l *line) Flush()                   {}

func (l *line) Close(code wire.CloseCode, reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.code == 0 {
		l.code, l.reason = code, reason
	}
}

func (l *line) Abort() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropped = true
}

// take returns what was sent since the last call.
func (l *line) take() []string {
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	got := l.got
	l.got = nil
	return got
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func options() *Options {
	return &Options{ResumeTimeout: 30 * time.Second, MaxInbox: 4, Log: quiet, OnEnd: func(*Session) {}}
}

// bubble runs a test on a session that has joined.
func bubble(t *testing.T, test func(t *testing.T, s *Session, p *page, l *line)) {
	synctest.Test(t, func(t *testing.T) {
		p := &page{canReload: true}
		s, l := parkedSession(t, p), &line{}
		require.True(t, s.Join(l, wire.Joined{Session: "secret", Epoch: 1, Adopted: true}, false))
		require.Equal(t, []string{`["joined",{"session":"secret","epoch":1,"adopted":true,"version":1,"resume":30000}]`}, l.take())
		test(t, s, p, l)
		s.End(0, "")
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load(), "Unmount runs once")
		require.LessOrEqual(t, p.joins, 1)
	})
}

func parkedSession(t *testing.T, p *page) *Session {
	s := New(p, options())
	require.NoError(t, s.FirstRender([]byte("<p>0</p>")))
	return s
}

// receive is what a reader does with a message.
func receive(s *Session, l *line, up wire.Up) {
	if s.Receive(l, up) {
		go s.Run()
	}
}

// renewed makes the next secret.
func renewed() string { return "new" }

var click = wire.Event{Epoch: 1, URL: "page.Click"}

func acked(n int) wire.Event { e := click; e.Acks = n; return e }

func TestAnEventIsAnsweredWithOneFrame(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		receive(s, l, click)
		require.Equal(t, []string{`[1,[[0,2,[2,0,"1"]]]]`}, l.take())
		require.Equal(t, 1, p.renders)
	})
}

func TestEventsThatWaitAreRenderedOnce(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		hold := make(chan bool)
		p.handle = func(int, wire.Event) (string, string) { <-hold; p.n++; return Applied, "" }
		receive(s, l, click)
		synctest.Wait()
		for range 9 {
			receive(s, l, click)
		}
		close(hold)
		got := l.take()
		require.Len(t, got, 2, "what waited while the first ran came together")
		require.Equal(t, 2, p.renders)
		require.Equal(t, `[9,[[0,3,[2,1,"0"]]]]`, got[1])
	})
}

func TestAnEventThatChangesNothingIsAnsweredWithoutAFrame(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.handle = func(int, wire.Event) (string, string) { return Applied, "" }
		receive(s, l, click)
		require.Equal(t, []string{`[1]`}, l.take())
		require.Empty(t, s.sent.frames, "it is not kept")
	})
}

// A slow client costs bounded memory: while eight frames are unacknowledged nothing is rendered, and answers go alone.
func TestWhileTheWindowIsClosedNothingIsRendered(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		for range wire.FrameCount {
			receive(s, l, click)
			synctest.Wait()
		}
		require.Len(t, l.take(), wire.FrameCount)
		for range 20 {
			receive(s, l, click)
			synctest.Wait()
		}
		require.Equal(t, wire.FrameCount, p.renders)
		for _, msg := range l.take() {
			require.Equal(t, `[1]`, msg, "refs are acknowledged even when no frame may go")
		}
		receive(s, l, wire.Ack{Acks: 1})
		require.Equal(t, []string{`[0,[[0,10,[2,0,"28"]]]]`}, l.take(), "one frame for all that happened")
		require.Equal(t, wire.FrameCount+1, p.renders)
	})
}

func TestAnAnswerNeverOvertakesItsEffect(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		for range wire.FrameCount {
			receive(s, l, click)
			synctest.Wait()
		}
		l.take()
		p.handle = func(int, wire.Event) (string, string) { return wire.Refused, "unknown event" }
		receive(s, l, click)
		require.Empty(t, l.take())
		receive(s, l, wire.Ack{Acks: 8})
		require.Equal(t, []string{`[1,[],[["out",9,"refused","unknown event"]]]`}, l.take())
	})
}

func TestAnEmptyWindowAdmitsAFrameOfAnySize(t *testing.T) {
	w := window{}
	require.True(t, w.open())
	w.add(frame{data: make([]byte, wire.FrameBytes+1)})
	require.False(t, w.open())
	require.True(t, w.ack(1))
	require.True(t, w.open())
	require.False(t, w.ack(1), "there are not so many")
}

// Ten seconds in a handler stop no ack, no heartbeat and no resume.
func TestASlowHandlerDoesNotHoldTheLine(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		receive(s, l, click)
		l.take()
		p.handle = func(int, wire.Event) (string, string) { time.Sleep(10 * time.Second); p.n++; return Applied, "" }
		start := time.Now()
		receive(s, l, click)
		synctest.Wait()
		receive(s, l, wire.Ack{Acks: 1})
		require.Empty(t, s.sent.frames)
		receive(s, l, wire.Heartbeat)
		require.Equal(t, []string{`["h"]`}, l.take())
		s.Detach(l)
		again := &line{}
		require.True(t, s.Resume(again, wire.Resume{Frame: 1, Ref: 2, Versions: map[int]int{0: 2}}, renewed))
		require.Equal(t, []string{`["resumed",{"session":"new","ref":2,"done":1,"resume":30000}]`}, again.take())
		require.Zero(t, time.Since(start))
		time.Sleep(10 * time.Second)
		require.Equal(t, []string{`[1,[[0,3,[2,0,"2"]]]]`}, again.take())
	})
}

func TestAPanicIsToldThenMountedAnew(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.handle = func(ref int, _ wire.Event) (string, string) {
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
			receive(s, l, click)
		}
		close(hold)
		require.Equal(t, `[2,[],[["out",2,"panicked",""]]]`, l.take()[0])
		require.Equal(t, wire.Remount, l.code)
		require.Equal(t, wire.Crashed, l.reason)
		require.Equal(t, 1, p.n, "nothing runs after a panic")
	})
}

func TestMarkupThatBrowsersReadOtherwiseIsNormalized(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.markup = "<p>%d<div>x</div></p>"
		receive(s, l, click)
		require.Equal(t, []string{`[1,[[0,2,[0,5,[1,"<div>x</div><p></p>"],2,0,"1"]]]]`}, l.take())
		receive(s, l, click)
		require.Equal(t, []string{`[1,[[0,3,[2,0,"2"]]]]`}, l.take())
		require.Len(t, p.flaws, 1, "it is told once")
		require.Empty(t, p.failed)
	})
}

// A require that fails in a handler of somebody's test ends the goroutine: the session hung until the test timed out.
func TestAHandlerThatEndsItsGoroutineIsACrash(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.handle = func(int, wire.Event) (string, string) { runtime.Goexit(); return Applied, "" }
		receive(s, l, click)
		synctest.Wait()
		require.Equal(t, wire.Remount, l.code)
		require.Equal(t, wire.Crashed, l.reason)
	})
}

// The same in Unmount: it was called again, and the server counted the view as gone twice.
func TestAnUnmountThatEndsItsGoroutineIsTheLastCall(t *testing.T) {
	bubble(t, func(t *testing.T, s *Session, p *page, l *line) {
		p.unmount = runtime.Goexit
		s.End(0, "")
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}
