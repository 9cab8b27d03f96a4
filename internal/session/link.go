package session

import (
	"context"
	"errors"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A Link is a session's part of a connection. It implements Conn. Its methods may be called by any
// goroutine.
type Link struct {
	mux    *Mux
	number uint64 // odd numbers are the client's, even ones other than 0 of nested sessions

	confirm func() // called with the first message of the session; set before Attach, then owned by the reader

	// Guarded by the Mux's mu.
	ses    *Session // nil while the session is being opened and, of the first one, once it has ended
	closed bool
	hidden bool                    // the session was resumed in addition to the page in view, and has not woken since
	cancel context.CancelCauseFunc // ends the opening; nil for the first session and nested ones
}

// The causes for which the opening of a session is canceled.
var (
	errTakenBack = errors.New("session: the client has taken the join or resume back")
	errLost      = errors.New("session: the connection is lost")
)

// Number returns the number of the session on the connection.
func (l *Link) Number() uint64 { return l.number }

// OnFirstMessage sets a function that is called once, with the first message of the session, which proves
// that the client has received the reply to its join or resume. It must be called before Attach.
func (l *Link) OnFirstMessage(fn func()) { l.confirm = fn }

func (l *Link) confirmOnce() {
	if l.confirm != nil {
		l.confirm()
		l.confirm = nil
	}
}

// Send implements Conn, as do the other methods.
func (l *Link) Send(m socket.Message) {
	m.Session = l.number
	l.mux.conn.Send(m)
}

// Enqueue queues a message.
func (l *Link) Enqueue(m socket.Message) {
	m.Session = l.number
	l.mux.conn.Enqueue(m)
}

// StartWrite starts to write the queue of the connection.
func (l *Link) StartWrite() { l.mux.conn.StartWrite() }

// Flush writes the queue of the connection.
func (l *Link) Flush() { l.mux.conn.Flush() }

// Seq returns the sequence number of the connection.
func (l *Link) Seq() uint64 { return l.mux.conn.Seq() }

// Attach makes s the session that receives the messages.
func (l *Link) Attach(s *Session) bool {
	m := l.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lost || l.closed || m.closing.Load() {
		return false
	}
	l.ses, l.cancel = s, nil
	if l.number == 0 {
		m.reading.Store(s)
	}
	return true
}

// Close ends the session for the client.
func (l *Link) Close(reason wire.Reason) {
	wasAsleep := l.mux.isAsleep(l)
	switch last, ok := l.remove(); {
	case !ok:
	case !last && wasAsleep && reason == wire.Disconnected: // the page in view only connects again
		l.Send(socket.Message{Data: wire.EndMessage{Code: reason.Code(), Reason: reason}.Append(nil)})
		l.mux.close(wire.Unchecked)
	case last || isOfConnection(reason):
		l.mux.close(reason)
		if reason == wire.Malformed || reason == wire.Flood {
			l.mux.endAll()
		}
	default:
		l.Send(socket.Message{Data: wire.EndMessage{Code: reason.Code(), Reason: reason}.Append(nil)})
	}
}

// Abort ends the session without a message.
func (l *Link) Abort() {
	if last, _ := l.remove(); last {
		l.mux.abort()
	}
}

// abort closes the connection without a close frame. Later messages are ignored.
func (m *Mux) abort() {
	m.closing.Store(true)
	m.conn.Abort()
}

// isOfConnection reports whether a reason closes the connection, even if it has other sessions. They are
// resumed on another one, through the middleware.
func isOfConnection(reason wire.Reason) bool {
	switch reason {
	case wire.Drain, wire.Disconnected, wire.Unchecked, wire.Malformed, wire.Flood:
		return true
	}
	return false
}

// remove removes the session from the connection. It reports whether it was the last one that the client
// has opened, and false if it was removed before.
func (l *Link) remove() (last, ok bool) {
	l.mux.mu.Lock()
	defer l.mux.mu.Unlock()
	return l.removeLocked()
}

// removeLocked is remove with the Mux's mu held.
func (l *Link) removeLocked() (last, ok bool) {
	m := l.mux
	if l.closed {
		return false, false
	}
	l.closed = true
	if l.number != 0 {
		delete(m.links, l.number)
		m.conn.SetSessions(len(m.links))
	} else { // the connection may last longer
		l.ses = nil
		m.reading.Store(nil)
	}
	m.removeAsleep(l)
	return l.isOfClient() && m.isEmpty(), true
}

func (l *Link) isOfClient() bool { return l.number == 0 || l.number%2 == 1 }

// isEmpty reports whether no session is left that the client has opened or is opening. mu must be held.
func (m *Mux) isEmpty() bool {
	if !m.first.closed {
		return false
	}
	for n := range m.links {
		if n%2 == 1 {
			return false
		}
	}
	return true
}

// Count adds to the number of the connection's unacknowledged events.
func (l *Link) Count(change int) int {
	n := l.mux.unacked.Add(int32(change))
	if n == 0 && change < 0 && l.mux.draining.Load() {
		go l.mux.endDrained()
	}
	return int(n)
}

// MaxEvents returns the number of unacknowledged events that the session may have.
func (l *Link) MaxEvents() int {
	if l.number == 0 {
		return wire.MaxPendingEvents
	}
	return wire.MaxSessionEvents
}

// HasPageFor reports whether the connection has the session of a page whose checks are those of sticky.
func (l *Link) HasPageFor(sticky *Session) bool {
	checks := l.mux.opt.ChecksSticky
	for _, o := range l.mux.openLinks() {
		if o.ses.isPage() && (checks == nil || checks(o.ses, sticky)) {
			return true
		}
	}
	return false
}

// Drain asks the client to leave, once per connection.
func (l *Link) Drain(after time.Duration) {
	m := l.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	m.draining.Store(true)
	if !m.drained {
		m.drained = true
		m.conn.Send(socket.Message{Data: wire.DrainMessage{After: int(after.Milliseconds())}.Append(nil)})
	}
}

// Open returns the Conn of a nested session.
func (l *Link) Open(child *Session) (Conn, bool) {
	m := l.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.makeRoom() {
		return nil, false
	}
	link := &Link{mux: m, number: child.number}
	m.add(link)
	return link, true
}

// add adds a link. mu must be held.
func (m *Mux) add(l *Link) {
	if m.links == nil {
		m.links = map[uint64]*Link{}
	}
	m.links[l.number] = l
	m.conn.SetSessions(len(m.links))
}
