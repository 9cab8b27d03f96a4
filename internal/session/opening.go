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
	size int // of msg, in bytes of memory
}

// enqueueOpening queues a join or resume for session n. It reports false if the message is malformed.
func (m *Mux) enqueueOpening(n uint64, msg wire.ClientMessage) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n%2 == 0 || n <= m.lastNumber { // never used again: a message may be on its way
		return false
	}
	m.lastNumber = n
	_, isResume := msg.(wire.Resume)
	l := &Link{mux: m, number: n, hidden: isResume}
	if !m.makeRoom() {
		l.closed = true
		l.Send(socket.Message{Data: wire.EndMessage{Code: wire.TooMany.Code(), Reason: wire.TooMany}.Append(nil)})
		return true
	}
	size := openingSize(msg)
	if m.openingBytes > 0 && m.openingBytes+size > m.opt.MaxEventBytes {
		l.closed = true
		l.Send(socket.Message{Data: wire.EndMessage{Code: wire.Busy.Code(), Reason: wire.Busy}.Append(nil)})
		return true
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	l.cancel = cancel
	m.add(l)
	m.openingBytes += size
	m.queue = append(m.queue, opening{ctx, l, msg, size})
	if !m.opening {
		m.opening = true
		go m.openAll()
	}
	return true
}

// openingSize returns the approximate number of bytes of memory that a join or resume holds.
func openingSize(msg wire.ClientMessage) int {
	switch v := msg.(type) {
	case wire.Join:
		return v.Size()
	case wire.Resume:
		return v.Size()
	}
	return 0
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
		m.returnBytes(o.size)
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

// returnBytes records that a message no longer needs memory.
func (m *Mux) returnBytes(size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.openingBytes -= size
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
		for _, o := range m.queue { // the connection is lost
			m.openingBytes -= o.size
		}
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
	m.queue = slices.DeleteFunc(m.queue, func(o opening) bool {
		if o.link == l {
			m.openingBytes -= o.size
		}
		return o.link == l
	})
	last, _ = l.removeLocked()
	return l.cancel, nil, last
}
