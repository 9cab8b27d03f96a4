package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Resume gives a session another connection. The one that was opened last wins, not the one that comes here last: the middleware may
// have held it up. renew makes the session's next secret, "" if it cannot. False: the session has ended, or the browser is not where it could be.
func (s *Session) Resume(link Conn, r wire.Resume, renew func() string) bool {
	s.mu.Lock()
	old, ok := s.resume(link, r, renew)
	s.mu.Unlock()
	hangUp(old, wire.Stop, wire.TakenOver)
	return ok
}

func (s *Session) resume(link Conn, r wire.Resume, renew func() string) (old Conn, ok bool) {
	if s.state != attached && s.state != detached || s.draining || link.Seq() < s.nth {
		return nil, false
	}
	if !s.sent.holds(r.Frame) || !s.refs.follow(r.Ref) {
		return nil, false
	}
	secret := renew()
	if secret == "" {
		return nil, false
	}
	s.sent.ack(r.Frame - s.sent.acked)
	s.refs.next = r.Ref
	s.found()
	old, s.link, s.nth, s.state = s.link, link, link.Seq(), attached
	if s.idle != nil {
		s.idle.Stop()
		s.idle = nil
	}
	s.whole = s.whole || r.Versions[0] != s.sent.version
	s.repeat(secret)
	for _, t := range s.tickers {
		t.resume()
	}
	s.wake()
	return old, true
}

// Refuse ends the session: the middleware would not let link resume it. If a connection that was opened later has the session by now,
// the answer is out of date.
func (s *Session) RefuseResume(link Conn) {
	s.mu.Lock()
	var old Conn
	if link.Seq() >= s.nth {
		old = s.end()
	}
	s.mu.Unlock()
	hangUp(old, wire.Reload, wire.NotLive)
}

// repeat sends again what the browser has not acknowledged. Answers that went without a frame go between the frames, where they
// were: a reply belongs to the event that its frame answers. It needs mu.
func (s *Session) repeat(secret string) {
	done := s.refs.told
	if len(s.sent.frames) > 0 {
		done = s.sent.frames[0].told
	}
	send := func(data []byte) { s.link.Send(socket.Message{Data: data, Plain: true}) }
	send(wire.Resumed{Session: secret, Ref: s.refs.accepted, Done: done, Resume: int(s.opt.ResumeTimeout.Milliseconds())}.Append(nil))
	for _, f := range s.sent.frames {
		if f.told > done {
			send(wire.Frame{Refs: f.told - done}.Append(nil))
		}
		send(f.data)
		done = f.told + f.refs
	}
	if s.refs.told > done {
		send(wire.Frame{Refs: s.refs.told - done}.Append(nil))
	}
}
