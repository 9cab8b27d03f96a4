package session

import "github.com/lively-go/lively/internal/wire"

// resumeChildren prepares the resume of the nested sessions of s, and of theirs. It adds to reply what the
// server knows of those that the client has, and returns those to attach, in order: their mutexes are locked
// until attachResumed, because what they send meanwhile would be missing in the reply and the frames that are
// sent again. Children that neither the client has, nor a frame after frame opens, end. mu must be held.
func (s *Session) resumeChildren(roots map[uint64]wire.ResumeRoot, frame int, reply *wire.Resumed) (all []*Session) {
	for _, c := range s.children {
		if !c.opened {
			continue
		}
		r, known := roots[c.number]
		if !known && c.frame > frame { // the client has not received the frame that opens it
			r = wire.ResumeRoot{Version: -1, Ref: 1}
		} else if !known {
			s.later(func() { c.endQuietly(wire.Gone) })
			continue
		}
		resumed, more, ok := c.prepareResume(r, roots, reply)
		if !ok {
			s.later(func() { c.endQuietly(wire.Gone) })
			continue
		}
		if known {
			if reply.Roots == nil {
				reply.Roots = map[uint64]wire.ResumedRoot{}
			}
			reply.Roots[c.number] = resumed
		}
		all = append(append(all, c.Session), more...)
	}
	return all
}

// prepareResume detaches a nested session from its connection, and records what the client has received. If it
// returns true, mu is locked. It reports false if the counters do not match.
func (s *Session) prepareResume(
	r wire.ResumeRoot, roots map[uint64]wire.ResumeRoot, reply *wire.Resumed,
) (resumed wire.ResumedRoot, more []*Session, ok bool) {
	s.mu.Lock()
	if s.state != attached && s.state != detached || !s.window.canResumeAfter(r.Frame) || !s.refs.canResumeAt(r.Ref) {
		s.mu.Unlock()
		return resumed, nil, false
	}
	if s.conn != nil {
		s.conn.Abort()
		s.release()
		s.state = detached
	}
	s.window.ack(r.Frame - s.window.acked)
	s.refs.next = r.Ref
	s.needFullHTML = s.needFullHTML || r.Version >= 0 && r.Version != s.window.version
	more = s.resumeChildren(roots, r.Frame, reply)
	return wire.ResumedRoot{Ref: s.refs.accepted, Acked: s.ackedBeforeWindow()}, more, true
}

// attachResumed attaches a nested session that was prepared to the connection of the session that is resumed,
// and sends its frames again. It unlocks mu; that of resumed must be held.
func (s *Session) attachResumed(resumed *Session) {
	defer s.mu.Unlock()
	link, ok := resumed.conn.Open(s)
	switch {
	case !ok:
		resumed.later(func() { s.endQuietly(wire.TooMany) })
	case link.Attach(s):
		s.asleep = false
		s.attach(link)
		s.resendFrames()
		s.endUnknown()
		s.requests.output = true
		fallthrough
	default: // the connection is lost
		resumed.later(func() { // what is requested and deferred is carried out without a mutex
			s.mu.Lock()
			s.unlock()
		})
	}
}

// endUnknown ends, for the client, the nested sessions that frames open which are sent again, and that have
// ended. mu must be held.
func (s *Session) endUnknown() {
	for _, f := range s.window.frames {
		for _, c := range f.opened {
			if s.childIndex(c) >= 0 {
				continue
			}
			if link, ok := s.conn.Open(c); ok {
				link.Close(wire.Gone)
			}
		}
	}
}
