package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Resume gives a session another connection. The one that was opened last wins, not the one that comes here last: the middleware may
// have held it up. renew makes the session's next secret, "" if it cannot. False: the session has ended, or the browser is not where it could be.
func (s *Session) Resume(conn Conn, r wire.Resume, newSecret func() string) bool {
	s.mu.Lock()
	old, ok := s.resume(conn, r, newSecret)
	s.mu.Unlock()
	closeConn(old, wire.Stop, wire.TakenOver)
	return ok
}

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
	s.window.ack(r.Frame - s.window.acked)
	s.refs.next = r.Ref
	s.noteResumed()
	old, s.conn, s.connSeq, s.state = s.conn, conn, conn.Seq(), attached
	if s.endTimer != nil {
		s.endTimer.Stop()
		s.endTimer = nil
	}
	s.needFullHTML = s.needFullHTML || r.Versions[0] != s.window.version
	s.resend(secret)
	for _, t := range s.tickers {
		t.resume()
	}
	s.startRunner()
	return old, true
}

// Refuse ends the session: the middleware would not let link resume it. If a connection that was opened later has the session by now,
// the answer is out of date.
func (s *Session) RefuseResume(conn Conn) {
	s.mu.Lock()
	var old Conn
	if conn.Seq() >= s.connSeq {
		old = s.end()
	}
	s.mu.Unlock()
	closeConn(old, wire.Reload, wire.NotLive)
}

// repeat sends again what the browser has not acknowledged. Answers that went without a frame go between the frames, where they
// were: a reply belongs to the event that its frame answers. It needs mu.
func (s *Session) resend(secret string) {
	acked := s.refs.acked
	if len(s.window.frames) > 0 {
		acked = s.window.frames[0].ackedBefore
	}
	send := func(data []byte) { s.conn.Send(socket.Message{Data: data, NoCompress: true}) }
	send(wire.Resumed{Session: secret, Ref: s.refs.accepted, Acked: acked, ResumeTimeout: int(s.opt.ResumeTimeout.Milliseconds())}.Append(nil))
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
