package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Receive handles a message that was read from conn. It does not block. Messages from a connection
// that another has replaced are ignored. If Receive returns true, the caller must call Page.Run, on this
// goroutine or another.
func (s *Session) Receive(conn Conn, msg wire.ClientMessage) bool {
	reason, run := s.receiveOrEnd(conn, msg)
	if reason != wire.Lost {
		s.Page.prog.Log().WarnEnd("live: connection closed", string(reason))
		conn.Close(reason)
	}
	return run
}

// receiveOrEnd calls receive and ends the session if the message violates the protocol. run reports
// whether the caller must call Page.Run.
func (s *Session) receiveOrEnd(conn Conn, msg wire.ClientMessage) (reason wire.Reason, run bool) {
	s.mu.Lock()
	completed := false
	defer func() {
		if completed {
			run = s.unlockCaller()
		} else {
			s.unlock() // receive has panicked: the caller will not call Run
		}
	}()
	if reason = s.receive(conn, msg); reason != wire.Lost {
		s.end(reason)
	}
	completed = true
	return reason, false
}

// receive returns a reason other than Lost if the message violates the protocol, which ends the
// session. mu must be held.
func (s *Session) receive(conn Conn, msg wire.ClientMessage) wire.Reason {
	if s.state != attached || s.conn != conn {
		return wire.Lost
	}
	switch m := msg.(type) {
	case wire.Event:
		if !s.ack(m.Acks) {
			return wire.Malformed
		}
		return s.acceptEvent(msg)
	case wire.Ack:
		if !s.ack(m.Acks) {
			return wire.Malformed
		}
	case wire.HTML:
		if !s.ack(m.Acks) {
			return wire.Malformed
		}
		s.needFullHTML = true
		s.requests.output = true
	case wire.Streams:
		s.checkStreams(m.States)
	case wire.Show:
		s.show(m.Root)
	case wire.RecheckReply:
		if s.parent != nil {
			return wire.Malformed
		}
		return s.handleRecheckReply(m.Seal)
	case wire.Signal:
		switch {
		case s.parent != nil:
			return wire.Malformed
		case m == wire.Heartbeat:
			conn.Send(socket.Message{Data: wire.Heartbeat.Append(nil)})
		case m == wire.Sleep:
			s.sleep()
		case m == wire.Wake:
			s.wake()
		case m == wire.Bye:
			s.end(wire.Lost)
			conn.Abort()
		}
	default: // a second join or resume, or a malformed message
		return wire.Malformed
	}
	return wire.Lost
}

// ReceiveAck is Receive for the acknowledgement of n frames.
func (s *Session) ReceiveAck(conn Conn, n int) bool {
	s.mu.Lock()
	malformed := s.state == attached && s.conn == conn && !s.ack(n)
	if malformed {
		s.end(wire.Malformed)
	}
	run := s.unlockCaller()
	if malformed {
		s.Page.prog.Log().WarnEnd("live: connection closed", string(wire.Malformed))
		conn.Close(wire.Malformed)
	}
	return run
}

// ack handles the acknowledgement of n frames. It reports false if fewer are unacknowledged. mu
// must be held.
func (s *Session) ack(n int) bool {
	if !s.window.ack(n) {
		return false
	}
	if n > 0 && s.hasOutput() {
		s.requests.output = true
	}
	return true
}
