package session

import (
	"slices"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Join attaches conn to an unadopted session and sends reply, the answer to request, completed with Version,
// ResumeTimeout, HTML and Roots. The HTML is omitted if reply.Adopted is set and request.Checksum is that of the
// page, and that of a nested session if its checksum is in request.Sums. Join reports false if the session is not
// unadopted or the connection is lost.
func (s *Session) Join(conn Conn, request wire.Join, reply wire.Joined) bool {
	if !s.Page.reserve() {
		return false
	}
	defer func() { go s.Page.runAlone() }()
	r := &s.Page.rendering
	reply.Version, reply.ResumeTimeout = r.version, int(s.opt.ResumeTimeout.Milliseconds())
	r.options.Copy = slices.Contains(request.Capabilities, wire.CopyOp)
	if !reply.Adopted || r.snapshot.Checksum() != request.Checksum {
		html := string(r.snapshot.HTML())
		reply.HTML = &html
	}
	children := s.reserveChildren()
	defer startRunners(children)
	s.mu.Lock()
	defer s.unlock()
	if s.state != unadopted || !conn.Attach(s) {
		return false
	}
	s.attach(conn)
	s.refs.next, s.window.version = 1, r.version
	s.freeEffects, s.freeEffectBytes = len(s.effects), s.effectBytes
	s.openChildren(children, 0, func(element int, r wire.JoinedRoot, c *Session) {
		if sum, ok := request.Sums[element]; ok && reply.Adopted && sum == c.Page.rendering.snapshot.Checksum() {
			r.HTML = nil
		}
		if reply.Roots == nil {
			reply.Roots = map[int]wire.JoinedRoot{}
		}
		reply.Roots[element] = r
	})
	conn.Send(socket.Message{Data: reply.Append(nil), NoCompress: true})
	s.startRecheck()
	return true
}

// attach records that the session owns conn. mu must be held.
func (s *Session) attach(conn Conn) {
	s.state, s.conn, s.connSeq = attached, conn, conn.Seq()
	s.Page.attached.Store(!s.asleep)
	s.requests.resume = true // a ticker may have fired before, even in a join
	conn.Count(s.refs.accepted - s.refs.acked)
}

// release takes the connection from the session, and returns it. mu must be held.
func (s *Session) release() Conn {
	conn := s.conn
	if s.conn = nil; conn != nil {
		conn.Count(s.refs.acked - s.refs.accepted)
	}
	s.Page.attached.Store(false)
	return conn
}
