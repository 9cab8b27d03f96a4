package session

import (
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// A modelSession is one session of a modelClient.
type modelSession struct {
	html    *diff.Snapshot
	version int
	frames  int // handled
	unacked int
	asked   bool           // for the full HTML
	asleep  bool           // the client has sent sleep
	refs    int            // ref of the last event that was sent
	acked   int            // ref of the last event that was acknowledged
	opening bool           // the reply to the join or resume was not received
	pending []modelEvent   // the events after that which were not acknowledged, oldest first
	roots   map[int]uint64 // numbers of nested sessions, by their elements
}

// A modelEvent is an event that was sent.
type modelEvent struct {
	id     int
	panics bool // the handler panics
}

func (e modelEvent) message() wire.Event { return wire.Event{URL: clickURL(e.id, e.panics)} }

func (m *modelClient) newSession(html string, version int) *modelSession {
	snap, err := diff.Parse([]byte(html))
	require.NoError(m.t, err)
	return &modelSession{html: snap, version: version, roots: map[int]uint64{}}
}

func (s *modelSession) firstRef() int { return s.refs - len(s.pending) + 1 }

// apply records that the events up to the ref that was acknowledged last have been applied. After a resume,
// some are acknowledged again.
func (m *modelClient) apply(s *modelSession) {
	for len(s.pending) > 0 && s.firstRef() <= s.acked {
		m.applied[s.pending[0].id] = true
		s.pending = s.pending[1:]
	}
}

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
	m.sessions[v.number] = s
	m.send(v.number, wire.Resume{Session: v.secret, Frame: s.frames, Version: s.version, Ref: s.firstRef(), Roots: m.roots(s)})
}

// endSticky ends the session of the sticky view, and joins it again.
func (m *modelClient) endSticky() {
	m.endSession(m.sticky.number)
	m.sticky.session, m.sticky.secret = nil, ""
	m.openSticky()
}

// handleSticky handles those messages of the sticky view that those of nested sessions do not have.
func (m *modelClient) handleSticky(n uint64, msg wire.ServerMessage) {
	v := &m.sticky
	if n != v.number { // of a session that the client has ended
		return
	}
	switch msg := msg.(type) {
	case wire.Joined:
		require.Nil(m.t, v.session)
		v.secret, v.session = msg.Session, m.newSession(*msg.HTML, msg.Version)
		m.sessions[n] = v.session
		m.openRoots(v.session, msg.Roots)
	case wire.Resumed:
		v.secret = msg.Session
		m.resumed(n, v.session, msg)
		m.send(0, wire.Ack{Sessions: []wire.SessionAcks{{Session: n}}})
	case wire.EndMessage:
		require.Equal(m.t, wire.Remount, msg.Code)
		m.endSticky()
	default:
		require.Fail(m.t, "unexpected message", "%T", msg)
	}
}
