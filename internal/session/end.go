package session

import "github.com/lively-go/lively/internal/wire"

// End ends the session and closes its connection with the reason; Lost closes it without a close
// frame. The runner calls Unmount when the running handler has returned.
func (s *Session) End(reason wire.Reason) {
	s.mu.Lock()
	conn := s.end()
	s.unlock()
	closeConn(conn, reason)
}

// EndDetached ends the session if it is detached.
func (s *Session) EndDetached() {
	s.mu.Lock()
	defer s.unlock()
	if s.state == detached {
		s.end()
	}
}

// callOnResume calls OnResume if the session is detached, before it is resumed or ends. mu must be
// held.
func (s *Session) callOnResume() {
	if s.state == detached && s.opt.OnResume != nil {
		s.opt.OnResume(s)
	}
}

// end ends the session and returns the connection that the caller must close, if any. mu must be
// held.
func (s *Session) end() Conn {
	if s.state == ended {
		return nil
	}
	s.callOnResume()
	s.state = ended
	s.stopRecheck()
	conn := s.conn
	s.conn, s.events, s.effects, s.window = nil, nil, nil, window{}
	s.Page.attached.Store(false)
	if s.endTimer != nil {
		s.endTimer.Stop()
	}
	s.requests.end = true
	return conn
}

// crash acknowledges the handled events with their outcomes, and ends the session so that the
// client remounts the page. It must be called by the runner.
func (s *Session) crash() {
	s.mu.Lock()
	if s.state == attached {
		s.sendFrame(wire.Frame{Acks: s.refs.handled - s.refs.acked, Effects: s.effects})
	}
	conn := s.end()
	s.unlock()
	closeConn(conn, wire.Crashed)
}
