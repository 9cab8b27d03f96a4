package session

import (
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A modelSticky is the sticky view of a modelClient.
type modelSticky struct {
	secret     string
	number     uint64        // of its session on the connection; 0 if there is none
	nextNumber uint64        // to be used on the connection
	session    *modelSession // nil if it must be joined
}

// leaveSticky takes the session of the sticky view off the connection, which is lost.
func (m *modelClient) leaveSticky() {
	if m.sticky.number > 0 {
		delete(m.sessions, m.sticky.number)
	}
	m.sticky.number, m.sticky.nextNumber = 0, 1
}

// openSticky resumes or joins the sticky view under the next odd number.
func (m *modelClient) openSticky() {
	v := &m.sticky
	v.number = v.nextNumber
	v.nextNumber += 2
	if v.session == nil {
		m.sessions[v.number] = &modelSession{opening: true}
		m.send(v.number, wire.Join{URL: "/sticky", Sticky: "view"})
		return
	}
	s := v.session
	s.opening, s.unacked = true, 0
	m.sessions[v.number] = s
	m.send(v.number, wire.Resume{Session: v.secret, Frame: s.frames, Version: s.version, Ref: s.firstRef()})
}

// handleSticky handles those messages of the sticky view that those of nested sessions do not have. It reports
// false for others.
func (m *modelClient) handleSticky(n uint64, msg wire.ServerMessage) bool {
	v := &m.sticky
	switch msg := msg.(type) {
	case wire.Joined:
		require.Equal(m.t, v.number, n)
		v.secret, v.session = msg.Session, m.newSession(*msg.HTML, msg.Version)
		m.sessions[n] = v.session
	case wire.Resumed:
		require.Equal(m.t, v.number, n)
		s := v.session
		v.secret, s.opening, s.asked, s.acked = msg.Session, false, false, msg.Acked
		for _, id := range s.pending {
			m.send(n, wire.Event{URL: clickURL(id)})
		}
		m.apply(s)
		m.send(0, wire.Ack{Sessions: []wire.SessionAcks{{Session: n}}})
	case wire.EndMessage:
		require.Equal(m.t, v.number, n)
		require.Equal(m.t, wire.Remount, msg.Code)
		m.end(n)
		v.session, v.secret = nil, ""
		m.openSticky()
	default:
		return false
	}
	return true
}
