package session

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// Detach records that conn is lost. Unless another connection has replaced it, the session is kept
// for ResumeTimeout.
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
		s.end()
		return
	}
	s.state, s.conn = detached, nil
	s.Page.attached.Store(false)
	s.stopRecheck()
	var timer *time.Timer
	timer = time.AfterFunc(s.opt.ResumeTimeout, func() {
		s.mu.Lock()
		defer s.unlock()
		if s.endTimer == timer {
			s.end()
		}
	})
	s.endTimer = timer
	if s.opt.OnDetach != nil {
		s.opt.OnDetach(s)
	}
}
