package session

import (
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// drainGrace is how much later than requested a browser may leave: background tabs have throttled
// timers.
const drainGrace = 2 * time.Second

// Drain asks the client to leave after the given time. The session ends when its connection is
// lost, or drainGrace after that time once all events are acknowledged. A session without a
// connection ends at once.
func (s *Session) Drain(after time.Duration) {
	s.mu.Lock()
	defer s.unlock()
	s.draining = true
	if s.state != attached {
		s.end()
		return
	}
	s.conn.Send(socket.Message{Data: wire.DrainMessage{After: int(after.Milliseconds())}.Append(nil)})
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

// endDrained ends the session if its time to drain is over and all events are acknowledged. mu must
// be held.
func (s *Session) endDrained() {
	if s.drainDue && s.state == attached && s.refs.acked == s.refs.accepted {
		closeConn(s.end(), wire.Drain)
	}
}
