package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Join attaches conn to an unadopted session and sends reply, completed with Version, ResumeTimeout
// and HTML. The HTML is omitted if reply.Adopted is set and checksum is that of the page. Join
// reports false if the session is not unadopted.
func (s *Session) Join(conn Conn, reply wire.Joined, checksum uint32) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != unadopted {
		return false
	}
	reply.Version, reply.ResumeTimeout = s.page.version, int(s.opt.ResumeTimeout.Milliseconds())
	if !reply.Adopted || s.page.snapshot.Checksum() != checksum {
		html := string(s.page.snapshot.HTML())
		reply.HTML = &html
	}
	s.state, s.conn, s.connSeq, s.joinPending = attached, conn, conn.Seq(), true
	s.refs.next, s.window.version = 1, s.page.version
	s.freeEffects, s.freeEffectBytes = len(s.effects), s.effectBytes
	conn.Send(socket.Message{Data: reply.Append(nil), NoCompress: true})
	s.startRecheck()
	for _, t := range s.tickers {
		t.start()
	}
	s.startRunner()
	return true
}
