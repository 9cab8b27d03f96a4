package session

import (
	"context"
	"slices"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// An opening is a join or resume that waits until others of its connection have been handled.
type opening struct {
	ctx  context.Context
	link *Link
	msg  wire.ClientMessage
}

// enqueueOpening queues a join or resume for session n. It reports false if the message is malformed.
func (m *Mux) enqueueOpening(n uint64, msg wire.ClientMessage) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n%2 == 0 || n <= m.lastNumber { // never used again: a message may be on its way
		return false
	}
	m.lastNumber = n
	l := &Link{mux: m, number: n}
	if len(m.links)+1 >= m.limits.MaxSessions {
		l.closed = true
		l.Send(socket.Message{Data: wire.EndMessage{Code: wire.TooMany.Code(), Reason: wire.TooMany}.Append(nil)})
		return true
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	l.cancel = cancel
	m.add(l)
	m.queue = append(m.queue, opening{ctx, l, msg})
	if !m.opening {
		m.opening = true
		go m.openAll()
	}
	return true
}

// openAll opens the sessions of the queue, one at a time.
func (m *Mux) openAll() {
	for {
		o, ok := m.nextOpening()
		if !ok {
			return
		}
		m.openOne(o)
	}
}

// openOne opens one session. If that calls runtime.Goexit, another goroutine opens the rest.
func (m *Mux) openOne(o opening) {
	completed := false
	cancel := o.cancel()
	defer func() {
		if cancel(nil); !completed {
			o.link.Close(wire.NotLive)
			go m.openAll()
		}
	}()
	if o.ctx.Err() == nil {
		m.open(o.ctx, o.link, o.msg)
	}
	completed = true
}

// cancel returns the function that ends the context.
func (o opening) cancel() context.CancelCauseFunc {
	m := o.link.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	if o.link.cancel == nil { // it was taken back
		return func(error) {}
	}
	return o.link.cancel
}

// nextOpening removes the oldest opening of the queue. It reports false if there is none, or if the
// connection is lost.
func (m *Mux) nextOpening() (o opening, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.queue) == 0 || m.lost || m.closing.Load() {
		m.queue, m.opening = nil, false
		return opening{}, false
	}
	o = m.queue[0]
	m.queue[0] = opening{}
	m.queue = m.queue[1:]
	return o, true
}

// cancelOpening ends the opening of a session, which the client does not know yet.
func (l *Link) cancelOpening(cause error) {
	cancel, opened, last := l.takeOpening()
	if cancel != nil {
		cancel(cause)
	}
	if opened != nil && opened.Receive(l, wire.Bye) {
		go opened.Page.runAlone()
	}
	if last {
		l.mux.abort()
	}
}

// takeOpening removes a session that is being opened from the connection: it can no longer be attached. If it
// was opened meanwhile, takeOpening returns the session instead. last is as for remove.
func (l *Link) takeOpening() (cancel context.CancelCauseFunc, opened *Session, last bool) {
	m := l.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	if l.ses != nil {
		return nil, l.ses, false
	}
	// The message may be large.
	m.queue = slices.DeleteFunc(m.queue, func(o opening) bool { return o.link == l })
	last, _ = l.removeLocked()
	return l.cancel, nil, last
}
