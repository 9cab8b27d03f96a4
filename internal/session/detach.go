package session

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// Detach records that conn is lost. Unless another connection has replaced it, the session is kept
// for ResumeTimeout; a nested one for as long as its parent.
func (s *Session) Detach(conn Conn) {
	s.mu.Lock()
	defer s.unlock()
	if s.state == attached && s.conn == conn {
		s.detach()
	}
}

// Disconnect closes the connection, so that the browser must resume through the middleware. Further
// messages on the old connection are ignored.
func (s *Session) Disconnect() {
	s.mu.Lock()
	defer s.unlock()
	if s.state == attached {
		conn := s.conn
		s.detach()
		conn.Close(wire.Unchecked)
	}
}

// detach detaches the session, or ends it if it is draining. mu must be held.
func (s *Session) detach() {
	if s.draining {
		s.end(wire.Lost)
		return
	}
	s.state = detached
	s.release()
	if s.parent != nil {
		return
	}
	s.stopRecheck()
	if s.endTimer != nil {
		s.endTimer.Stop()
	}
	var timer *time.Timer
	timer = time.AfterFunc(s.opt.ResumeTimeout, func() {
		s.mu.Lock()
		defer s.unlock()
		if s.endTimer == timer {
			s.end(wire.Lost)
		}
	})
	s.endTimer = timer
	s.setIdle(false) // if it slept, its time begins again
	s.setIdle(true)
}
