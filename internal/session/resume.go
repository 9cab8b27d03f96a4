package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Resume attaches conn to a session that a browser has joined before. The most recently opened
// connection takes precedence, because middleware may delay the call of Resume for an older one.
// newSecret returns the session's next secret, or "" if the one that the client sent is no longer
// valid. Resume reports false if the session has ended or is draining, if a newer connection owns
// it, or if the client's counters do not match those of the session.
func (s *Session) Resume(conn Conn, r wire.Resume, newSecret func() string) bool {
	s.mu.Lock()
	old, ok := s.resume(conn, r, newSecret)
	s.unlock()
	closeConn(old, wire.TakenOver)
	return ok
}

// resume returns the connection that conn replaces, which may be nil. mu must be held.
func (s *Session) resume(conn Conn, r wire.Resume, newSecret func() string) (old Conn, ok bool) {
	if s.state != attached && s.state != detached || s.draining || conn.Seq() < s.connSeq {
		return nil, false
	}
	if !s.window.canResumeAfter(r.Frame) || !s.refs.canResumeAt(r.Ref) {
		return nil, false
	}
	secret := newSecret()
	if secret == "" {
		return nil, false
	}
	if !conn.Attach(s) { // the connection is lost: the old secret stays valid
		return nil, false
	}
	s.window.ack(r.Frame - s.window.acked)
	s.refs.next = r.Ref
	s.setIdle(false)
	old = s.release()
	if s.endTimer != nil {
		s.endTimer.Stop()
		s.endTimer = nil
	}
	s.needFullHTML = s.needFullHTML || r.Version != s.window.version
	s.requests.back, s.asleep = s.asleep, false
	s.attach(conn)
	s.resend(secret, r)
	s.startRecheck()
	s.requests.output = true
	return old, true
}

// RefuseResume ends the session because the resume on conn was rejected, unless a later connection
// owns the session. It closes an earlier connection for the given reason.
func (s *Session) RefuseResume(conn Conn, reason wire.Reason) {
	s.mu.Lock()
	var old Conn
	if conn.Seq() >= s.connSeq {
		old = s.end(reason)
	}
	s.unlock()
	closeConn(old, reason)
}

// resend sends the reply to a resume and all unacknowledged frames, and then those of the nested sessions.
// mu must be held.
func (s *Session) resend(secret string, r wire.Resume) {
	reply := wire.Resumed{
		Session: secret, Ref: s.refs.accepted, Acked: s.ackedBeforeWindow(),
		ResumeTimeout: int(s.opt.ResumeTimeout.Milliseconds()),
	}
	children := s.resumeChildren(r.Roots, r.Frame, &reply)
	s.conn.Send(socket.Message{Data: reply.Append(nil), NoCompress: true})
	s.resendFrames()
	s.endUnknown()
	for _, c := range children {
		c.attachResumed(s)
	}
}

// ackedBeforeWindow returns the ref of the last event acknowledged before the frames that are sent again.
// mu must be held.
func (s *Session) ackedBeforeWindow() int {
	if len(s.window.frames) > 0 {
		return s.window.frames[0].ackedBefore
	}
	return s.refs.acked
}

// resendFrames sends all unacknowledged frames, interleaved with the acknowledgements that were sent
// without a frame, in their original order: a reply effect belongs to the event that its frame
// acknowledges. mu must be held.
func (s *Session) resendFrames() {
	acked := s.ackedBeforeWindow()
	send := func(data []byte) { s.conn.Send(socket.Message{Data: data, NoCompress: true}) }
	for _, f := range s.window.frames {
		if f.ackedBefore > acked {
			send(wire.Frame{Acks: f.ackedBefore - acked}.Append(nil))
		}
		send(f.data)
		acked = f.ackedBefore + f.acks
	}
	if s.refs.acked > acked {
		send(wire.Frame{Acks: s.refs.acked - acked}.Append(nil))
	}
}
