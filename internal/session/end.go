package session

import "github.com/lively-go/lively/internal/wire"

// End ends the session and closes its connection with the reason; Lost closes it without a close
// frame. The runner calls Unmount when the running handler has returned.
func (s *Session) End(reason wire.Reason) {
	s.mu.Lock()
	conn := s.end(reason)
	s.unlock()
	closeConn(conn, reason)
}

// EndIdle ends the session if it is detached or sleeps.
func (s *Session) EndIdle() {
	s.mu.Lock()
	var conn Conn
	if s.idle {
		conn = s.end(wire.Gone)
	}
	s.unlock()
	closeConn(conn, wire.Gone)
}

// setIdle records whether the session is detached or sleeps. mu must be held.
func (s *Session) setIdle(idle bool) {
	if s.idle == idle || s.parent != nil {
		return
	}
	s.idle = idle
	switch {
	case idle && s.opt.OnIdle != nil:
		s.opt.OnIdle(s)
	case !idle && s.opt.OnBusy != nil:
		s.opt.OnBusy(s)
	}
}

// end ends the session and returns the connection that the caller must close, if any. mu must be
// held.
func (s *Session) end(reason wire.Reason) Conn {
	if s.state == ended {
		return nil
	}
	s.setIdle(false)
	s.state, s.endReason = ended, reason
	s.stopRecheck()
	conn := s.release()
	s.events, s.effects, s.window = nil, nil, window{}
	if s.endTimer != nil {
		s.endTimer.Stop()
	}
	s.requests.end = true
	for len(s.children) > 0 {
		s.dropChild(len(s.children) - 1)
	}
	return conn
}

// crash acknowledges the handled events with their outcomes, and ends the session so that the
// client remounts the page. It must be called by the runner.
func (s *Session) crash() {
	s.mu.Lock()
	if s.state == attached {
		s.sendFrame(wire.Frame{Acks: s.refs.handled - s.refs.acked, Effects: s.effects}, nil)
	}
	conn := s.end(wire.Crashed)
	s.unlock()
	closeConn(conn, wire.Crashed)
}

// endOn ends the session, unless it has another connection than conn. The caller must close conn.
func (s *Session) endOn(conn Conn, reason wire.Reason) {
	s.mu.Lock()
	defer s.unlock()
	if s.conn == conn {
		s.end(reason)
	}
}
