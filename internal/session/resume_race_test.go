package session

import (
	"bytes"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A hookConn is a fakeConn that calls a function before a reply is sent.
type hookConn struct {
	fakeConn
	onReply func()
}

func (c *hookConn) Send(m socket.Message) {
	if bytes.HasPrefix(m.Data, []byte(`["resumed"`)) {
		c.onReply()
	}
	c.fakeConn.Send(m)
}

// A renderProgram calls a function before it renders.
type renderProgram struct {
	fakeProgram
	onRender func()
}

func (p *renderProgram) Render(w *bytes.Buffer) error {
	if p.onRender != nil {
		p.onRender()
	}
	return p.fakeProgram.Render(w)
}

// A nested session acknowledges an event to the client, although its runner completes a frame while the reply
// to the resume is written.
func TestResume_ChildAcknowledgesMeanwhile(t *testing.T) {
	opt := options()
	opt.OnEnd = func(*Session) {}
	started, release := make(chan struct{}), make(chan struct{})
	prog := &renderProgram{}
	parent, child := New(&parentProgram{}, opt), New(prog, opt)
	for _, s := range []*Session{parent, child} {
		_, err := s.Page.FirstRender([]byte("<p>0</p>"))
		require.NoError(t, err)
	}
	parent.AddChild(3, child)
	conn := &fakeConn{seq: 1}
	require.True(t, parent.Join(conn, wire.Join{}, wire.Joined{Adopted: true}))
	defer parent.End(wire.Lost)
	prog.onEvent = func(int, wire.Event) (string, string) { // nothing changes
		prog.onRender = func() { close(started); <-release; prog.onRender = nil }
		return Applied, ""
	}
	if child.Receive(conn.children[0], wire.Event{URL: "page.Click"}) {
		go child.Page.Run()
	}
	<-started

	next := &hookConn{fakeConn: fakeConn{seq: 2}, onReply: func() {
		close(release)
		for range 500_000 { // the runner goes on if it can
			runtime.Gosched()
		}
	}}
	require.True(t, parent.Resume(next, wire.Resume{
		Version: 1, Ref: 1, Roots: map[uint64]wire.ResumeRoot{child.number: {Version: 1, Ref: 2}},
	}, func() string { return "s" }))
	require.Contains(t, next.sent[0], `:[1,0]`, "the event is not acknowledged yet")
	require.Eventually(t, func() bool {
		c := next.children[0]
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(c.sent) == 1 && c.sent[0] == "[1]"
	}, 30*time.Second, time.Millisecond)
}
