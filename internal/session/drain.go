package session

import (
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// drainGrace is how late a browser may reconnect after a drain: background tabs have throttled
// timers.
const drainGrace = 2 * time.Second

// Drain asks the client to reconnect after the given time. The session ends when its connection is
// lost, at once if it has none, and drainGrace after that time at the latest.
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
