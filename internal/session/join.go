package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Join gives a parked session its browser. reply.Version, Resume and, if the page must be sent, HTML are filled in here. False: it has ended.
func (s *Session) Join(link Conn, reply wire.Joined, send bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != parked {
		return false
	}
	reply.Version, reply.Resume = s.pic.version, int(s.opt.ResumeTimeout.Milliseconds())
	if send {
		html := string(s.pic.snap.HTML())
		reply.HTML = &html
	}
	s.state, s.link, s.nth, s.joining = attached, link, link.Seq(), true
	s.refs.next, s.sent.version = 1, s.pic.version
	link.Send(socket.Message{Data: reply.Append(nil), Plain: true})
	for _, t := range s.tickers {
		t.start()
	}
	s.wake()
	return true
}
