package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

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
