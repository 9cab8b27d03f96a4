package session

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// Detach says that link is lost. Unless another has taken over, the session waits ResumeTimeout.
func (s *Session) Detach(conn Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == attached && s.conn == conn {
		s.detach()
	}
}

// Interrupt takes the connection away: the browser resumes on another if the middleware lets it. From now on nothing is heard on the old one.
func (s *Session) Disconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == attached {
		conn := s.conn
		s.detach()
		conn.Close(wire.Reconnect, wire.Disconnected)
	}
}

// detach needs mu.
func (s *Session) detach() {
	if s.draining {
		s.end()
		return
	}
	s.state, s.conn = detached, nil
	var timer *time.Timer
	timer = time.AfterFunc(s.opt.ResumeTimeout, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.endTimer == timer {
			s.end()
		}
	})
	s.endTimer = timer
	if s.opt.OnDetach != nil {
		s.opt.OnDetach(s)
	}
}
