package session

import "github.com/lively-go/lively/internal/wire"

// End ends the session and closes its connection with the reason; Lost closes it without a close
// frame. The runner calls Unmount when the running handler has returned.
func (s *Session) End(reason wire.Reason) {
	s.mu.Lock()
	conn := s.end()
	s.mu.Unlock()
	closeConn(conn, reason)
}

// EndDetached ends the session if it is detached.
func (s *Session) EndDetached() {
	s.mu.Lock()
	defer s.mu.Unlock()
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
	s.conn, s.inbox, s.effects, s.window = nil, nil, nil, window{}
	if s.endTimer != nil {
		s.endTimer.Stop()
	}
	for _, t := range s.tickers {
		t.stop()
	}
	s.tickers = nil
	s.startRunner()
	return conn
}
