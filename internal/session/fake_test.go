package session

import (
	"bytes"
	"cmp"
	"fmt"
	"sync"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A fakeProgram is a Program whose page is a number that events increment.
type fakeProgram struct {
	n            int
	renders      int
	size         int
	reloads      int
	joins        int
	unmounts     atomic.Int32
	returned     int
	onUnmount    func()
	onJoined     func()
	onEvent      func(ref int, e wire.Event) (string, string)
	canReload    bool
	renderErrors []error
	markupErrors []error

	markup string // format for Render; empty means <p>%d</p>
}

func (p *fakeProgram) Joined() bool {
	if p.joins++; p.onJoined != nil {
		p.onJoined()
	}
	return false
}

func (p *fakeProgram) Log() *pagelog.Page {
	return &pagelog.Page{Server: &pagelog.Server{}, About: p}
}

func (p *fakeProgram) LogAttrs() []any { return nil }

func (p *fakeProgram) LogClient() string { return "" }

func (p *fakeProgram) Reload() bool { p.reloads++; return p.canReload }

func (p *fakeProgram) MarkupError(err error, _ []byte) { p.markupErrors = append(p.markupErrors, err) }

func (p *fakeProgram) RenderFailed(err error) {
	p.renderErrors = append(p.renderErrors, err)
}

func (p *fakeProgram) Returned() { p.returned++ }

func (p *fakeProgram) Unmount() {
	if p.unmounts.Add(1) == 1 && p.onUnmount != nil {
		p.onUnmount()
	}
}

func (p *fakeProgram) Size() int { return p.size }

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
	seq       uint64
	mu        sync.Mutex
	sent      []string
	reason    wire.Reason
	aborted   bool
	events    int
	pageEnded atomic.Bool // of the connection
	number    uint64

	children []*fakeConn // opened on this connection
	onAttach func()      // called by Attach, if set
}

func (c *fakeConn) Attach(*Session) bool {
	if c.onAttach != nil {
		c.onAttach()
	}
	return !c.aborted
}

func (c *fakeConn) Count(change int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events += change
	return c.events
}

func (c *fakeConn) HasPageFor(*Session) bool { return !c.pageEnded.Load() }
func (c *fakeConn) MaxEvents() int           { return wire.MaxPendingEvents }

func (c *fakeConn) Drain(after time.Duration) {
	c.Send(socket.Message{Data: wire.DrainMessage{After: int(after.Milliseconds())}.Append(nil)})
}

func (c *fakeConn) Open(s *Session) (Conn, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	child := &fakeConn{number: s.number, seq: c.seq, onAttach: c.onAttach}
	c.children = append(c.children, child)
	return child, true
}

func (c *fakeConn) Send(m socket.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, string(m.Data))
}

func (c *fakeConn) Enqueue(m socket.Message) { c.Send(m) }

func (c *fakeConn) Seq() uint64 { return c.seq }

func (c *fakeConn) StartWrite() {}

func (c *fakeConn) Flush() {}

func (c *fakeConn) Close(reason wire.Reason) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason == wire.Lost {
		c.reason = reason
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
