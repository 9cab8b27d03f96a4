package session

import (
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// drainGrace is how much later than it was told a browser may go: one in the background has slow timers.
const drainGrace = 2 * time.Second

// Drain tells the browser to come back after so long. The session ends when its connection does, at once if it has none, and soon
// after that time whatever the browser does.
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
	s.endTimer = time.AfterFunc(after+drainGrace, func() { s.End(wire.Reconnect, wire.Drain) })
}
