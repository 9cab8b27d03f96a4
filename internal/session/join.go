package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Join attaches conn to an unadopted session and sends reply, completed with Version, ResumeTimeout
// and HTML. The HTML is omitted if reply.Adopted is set and checksum is that of the page. Join
// reports false if the session is not unadopted.
func (s *Session) Join(conn Conn, reply wire.Joined, checksum uint32) bool {
	if !s.Page.reserve() {
		return false
	}
	defer func() { go s.Page.runAlone() }()
	r := &s.Page.rendering
	reply.Version, reply.ResumeTimeout = r.version, int(s.opt.ResumeTimeout.Milliseconds())
	if !reply.Adopted || r.snapshot.Checksum() != checksum {
		html := string(r.snapshot.HTML())
		reply.HTML = &html
	}
	s.mu.Lock()
	defer s.unlock()
	if s.state != unadopted {
		return false
	}
	s.attach(conn)
	s.refs.next, s.window.version = 1, r.version
	s.freeEffects, s.freeEffectBytes = len(s.effects), s.effectBytes
	conn.Send(socket.Message{Data: reply.Append(nil), NoCompress: true})
	s.startRecheck()
	return true
}

// attach records that the session owns conn. mu must be held.
func (s *Session) attach(conn Conn) {
	s.state, s.conn, s.connSeq = attached, conn, conn.Seq()
	s.Page.attached.Store(true)
}
