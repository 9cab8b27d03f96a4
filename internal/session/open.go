package session

import (
	"github.com/lively-go/lively/internal/wire"
)

// reserveChildren reserves the pages of the children that no browser has joined yet, so that they can be
// opened. It must be called by the runner. The caller must start the runners of the result.
func (s *Session) reserveChildren() (reserved []*Session) {
	if !s.pending.Load() {
		return nil
	}
	for _, c := range s.unopenedChildren() {
		if c.Page.reserve() {
			reserved = append(reserved, c)
		}
	}
	return reserved
}

func (s *Session) unopenedChildren() (all []*Session) {
	s.mu.Lock()
	defer s.unlock()
	s.pending.Store(false)
	for _, c := range s.children {
		if !c.opened {
			all = append(all, c.Session)
		}
	}
	return all
}

// startRunners starts the runners of reserved pages.
func startRunners(reserved []*Session) {
	for _, c := range reserved {
		go c.Page.runAlone()
	}
}

// openChildren opens reserved children, which the frame with this number reports to the client, or the reply to
// the join if it is 0. It calls report for each. Their runners must be started when that frame was queued. mu
// must be held.
func (s *Session) openChildren(reserved []*Session, frame int, report func(element int, r wire.JoinedRoot, c *Session)) {
	for _, c := range reserved {
		i := s.childIndex(c)
		if i < 0 { // it has ended meanwhile
			continue
		}
		var conn Conn
		if s.conn != nil {
			link, ok := s.conn.Open(c)
			if !ok {
				s.later(func() { c.endQuietly(wire.TooMany) })
				continue
			}
			conn = link
		}
		if !c.openOn(conn, s.asleep) {
			closeConn(conn, wire.Lost)
			continue
		}
		s.children[i].opened, s.children[i].frame = true, frame
		r := &c.Page.rendering
		r.options = s.Page.rendering.options
		html := string(r.snapshot.HTML())
		report(s.children[i].element, wire.JoinedRoot{Session: c.number, Version: r.version, HTML: &html}, c)
	}
}

// openOn attaches a nested session to conn, or detaches it if that is nil. It reports false if the session has
// ended. The caller must have reserved the page.
func (s *Session) openOn(conn Conn, asleep bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != unadopted {
		return false
	}
	s.refs.next, s.window.version, s.asleep = 1, s.Page.rendering.version, asleep
	s.freeEffects, s.freeEffectBytes = len(s.effects), s.effectBytes
	if s.state = detached; conn != nil && conn.Attach(s) {
		s.attach(conn)
	}
	return true
}
