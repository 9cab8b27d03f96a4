package session

import (
	"time"

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

// Detach says that link is lost. Unless another has taken over, the session waits ResumeTimeout.
func (s *Session) Detach(link Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == attached && s.link == link {
		s.detach()
	}
}

// Interrupt takes the connection away: the browser resumes on another if the middleware lets it. From now on nothing is heard on the old one.
func (s *Session) Disconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == attached {
		link := s.link
		s.detach()
		link.Close(wire.Reconnect, wire.Disconnected)
	}
}

// detach needs mu.
func (s *Session) detach() {
	if s.draining {
		s.end()
		return
	}
	s.state, s.link = detached, nil
	var idle *time.Timer
	idle = time.AfterFunc(s.opt.ResumeTimeout, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.idle == idle {
			s.end()
		}
	})
	s.idle = idle
	if s.opt.OnDetach != nil {
		s.opt.OnDetach(s)
	}
}

// drainGrace is how much later than it was told a browser may go: one in the background has slow timers.
const drainGrace = 2 * time.Second

// Drain tells the browser to come back after so long. The session ends when its connection does, at once if it has none, and soon
// after that time whatever the browser does.
func (s *Session) Drain(after time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.draining = true
	if s.state != attached {
		s.end()
		return
	}
	s.link.Send(socket.Message{Data: wire.DrainMessage{After: int(after.Milliseconds())}.Append(nil)})
	if s.idle != nil {
		s.idle.Stop()
	}
	s.idle = time.AfterFunc(after+drainGrace, func() { s.End(wire.Reconnect, wire.Drain) })
}

// Receive takes a message that link has read. It returns at once; a link that another has taken over is not heard. True: there is
// work to do, and the caller must call Run, here or on another goroutine.
func (s *Session) Receive(link Conn, up wire.Up) bool {
	s.mu.Lock()
	ran := s.running
	s.here = true
	code, reason := s.receive(link, up)
	if code != 0 {
		s.end()
	}
	s.here = false
	run := s.running && !ran
	s.mu.Unlock()
	if code != 0 {
		s.opt.Log.Warn("live: connection closed", "reason", reason)
		link.Close(code, reason)
	}
	return run
}

// receive needs mu. A code ends the session.
func (s *Session) receive(link Conn, up wire.Up) (wire.CloseCode, string) {
	if s.state != attached || s.link != link {
		return 0, ""
	}
	switch m := up.(type) {
	case wire.Event:
		if !s.ack(m.Acks) {
			return wire.Stop, wire.Malformed
		}
		switch s.refs.arrive(wire.MaxRefs) {
		case fresh:
			s.put(task{ref: s.refs.accepted, event: up})
		case flooding:
			return wire.Stop, wire.Flood
		}
	case wire.Ack:
		if !s.ack(m.Acks) {
			return wire.Stop, wire.Malformed
		}
	case wire.HTML:
		if !s.ack(m.Acks) || m.Root != 0 {
			return wire.Stop, wire.Malformed
		}
		s.whole = true
		s.wake()
	case wire.Signal:
		switch m {
		case wire.Heartbeat:
			link.Send(socket.Message{Data: wire.Heartbeat.Append(nil)})
		case wire.Sleep:
			s.detach()
			link.Abort()
		case wire.Bye:
			s.end()
			link.Abort()
		}
	default: // a second join or resume
		return wire.Stop, wire.Malformed
	}
	return 0, ""
}

// ack needs mu.
func (s *Session) ack(n int) bool {
	if !s.sent.ack(n) {
		return false
	}
	if n > 0 && s.due() {
		s.wake()
	}
	return true
}
