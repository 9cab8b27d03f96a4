package session

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// drainGrace is how much later than requested a browser may leave: background tabs have throttled
// timers.
const drainGrace = 2 * time.Second

// Drain asks the client to leave after the given time. The session ends when its connection is
// lost, or drainGrace after that time once all events of the connection are acknowledged. A session without a
// connection, or one that sleeps, ends at once.
func (s *Session) Drain(after time.Duration) {
	s.mu.Lock()
	defer s.unlock()
	s.draining = true
	switch {
	case s.state != attached:
		s.end(wire.Drain)
		return
	case s.asleep:
		conn := s.end(wire.Gone)
		s.later(func() { closeConn(conn, wire.Gone) })
		return
	}
	s.conn.Drain(after)
	if s.endTimer != nil {
		s.endTimer.Stop()
	}
	s.endTimer = time.AfterFunc(after+drainGrace, func() {
		s.mu.Lock()
		defer s.unlock()
		s.drainDue = true
		s.endDrained()
	})
}

// endDrained is leave with mu held.
func (s *Session) endDrained() {
	if s.drainDue && s.state == attached && s.conn.Count(0) == 0 {
		closeConn(s.end(wire.Drain), wire.Drain)
	}
}

// leave ends the session if its time to drain is over and all events of its connection are acknowledged.
func (s *Session) leave() {
	s.mu.Lock()
	defer s.unlock()
	s.endDrained()
}
