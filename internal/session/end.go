package session

import "github.com/lively-go/lively/internal/wire"

// End ends the session: the browser is told code and reason, the runner calls Unmount after the running handler. Code 0
// drops the connection without a word.
func (s *Session) End(code wire.CloseCode, reason string) {
	s.mu.Lock()
	link := s.end()
	s.mu.Unlock()
	hangUp(link, code, reason)
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
func (s *Session) found() {
	if s.state == detached && s.opt.OnResume != nil {
		s.opt.OnResume(s)
	}
}

// end needs mu and returns the link to close.
func (s *Session) end() Conn {
	if s.state == ended {
		return nil
	}
	s.found()
	s.state = ended
	link := s.link
	s.link, s.inbox, s.effects, s.sent = nil, nil, nil, window{}
	if s.idle != nil {
		s.idle.Stop()
	}
	for _, t := range s.tickers {
		t.halt()
	}
	s.tickers = nil
	s.wake()
	return link
}
