package session

import (
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// drainGrace is how much later than requested a browser may reconnect: background tabs have
// throttled timers.
const drainGrace = 2 * time.Second

// Drain asks the client to reconnect after the given time. The session ends when its connection is
// lost or, at the latest, drainGrace after that time. A session without a connection ends at once.
func (s *Session) Drain(after time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.draining = true
	if s.state != attached {
		s.end()
		return
	}
	s.conn.Send(socket.Message{Data: wire.DrainMessage{After: int(after.Milliseconds())}.Append(nil)})
	if s.endTimer != nil {
		s.endTimer.Stop()
	}
	s.endTimer = time.AfterFunc(after+drainGrace, func() { s.End(wire.Drain) })
}
