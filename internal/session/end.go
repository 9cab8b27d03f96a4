package session

import "github.com/lively-go/lively/internal/wire"

// End ends the session: the browser is told code and reason, the runner calls Unmount after the running handler. Code 0
// drops the connection without a word.
func (s *Session) End(code wire.CloseCode, reason string) {
	s.mu.Lock()
	conn := s.end()
	s.mu.Unlock()
	closeConn(conn, code, reason)
}

// GiveUp ends the session if no browser is connected.
func (s *Session) EndDetached() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == detached {
		s.end()
	}
}

// found needs mu. It says that a lost browser is lost no more.
func (s *Session) noteResumed() {
	if s.state == detached && s.opt.OnResume != nil {
		s.opt.OnResume(s)
	}
}

// end needs mu and returns the link to close.
func (s *Session) end() Conn {
	if s.state == ended {
		return nil
	}
	s.noteResumed()
	s.state = ended
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
