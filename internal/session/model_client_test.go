package session

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A modelClient is a client of a page with nested sessions and a sticky view, as docs/reference/protocol.md
// describes it. Its methods are called by one goroutine, except where they say otherwise.
type modelClient struct {
	t    testing.TB
	srv  *muxServer
	ws   *websocket.Conn
	all  []*websocket.Conn
	inMu sync.Mutex
	in   [][]byte // received and not handled yet
	lost bool     // the connection is lost
	end  *websocket.CloseError

	secret    string
	ready     bool // the reply to the join or resume was received
	malformed bool // a message on the connection may violate the protocol
	sessions  map[uint64]*modelSession
	sticky    modelSticky
	misstate  func(*wire.Resume) // changes the next resume; may be nil

	applied map[int]bool // IDs of events that were acknowledged
	unknown map[int]bool // IDs of events whose session ended before
	ended   []uint64     // numbers of nested sessions that have ended
	next    int          // ID of the next event
	trace   []string     // for failures
}

func newModelClient(t testing.TB, srv *muxServer) *modelClient {
	return &modelClient{t: t, srv: srv, sessions: map[uint64]*modelSession{}, applied: map[int]bool{}, unknown: map[int]bool{}}
}

// A cutConn is a connection that breaks when it has read or written a number of bytes.
type cutConn struct {
	net.Conn
	toRead, toWrite int
}

func (c *cutConn) Read(p []byte) (int, error) {
	if c.toRead <= 0 {
		_ = c.Close()
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(p[:min(len(p), c.toRead)])
	c.toRead -= n
	return n, err
}

func (c *cutConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p[:min(len(p), c.toWrite)])
	if c.toWrite -= n; err == nil && n < len(p) {
		_ = c.Close()
		return n, net.ErrClosed
	}
	return n, err
}

// connect opens a connection that breaks after it has read or written a number of bytes, and joins or resumes.
func (m *modelClient) connect(toRead, toWrite int) {
	for _, s := range m.sessions {
		s.opening, s.asleep = true, false
	}
	m.leaveSticky()
	dial := m.srv.listener.From("192.0.2.1:1234")
	browser := client.NewBrowser(func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		return &cutConn{c, toRead, toWrite}, err
	})
	ws, _, err := client.Dial(context.Background(), browser, "http://lively.test", "/", nil)
	m.inMu.Lock()
	m.ws, m.in, m.lost, m.end, m.ready, m.malformed = ws, nil, err != nil, nil, false, false
	m.inMu.Unlock()
	if err != nil { // cut inside of the handshake
		return
	}
	m.all = append(m.all, ws)
	go m.read(ws)
	page := m.sessions[0]
	if page == nil {
		m.send(0, wire.Join{URL: "/model"})
		return
	}
	r := wire.Resume{Session: m.secret, Frame: page.frames, Version: page.version, Ref: page.firstRef(), Roots: m.roots(page)}
	if m.misstate != nil {
		m.misstate(&r)
		m.malformed = true
	}
	m.misstate = nil
	m.send(0, r)
}

// roots returns what a resume says of the nested sessions of s.
func (m *modelClient) roots(s *modelSession) map[uint64]wire.ResumeRoot {
	roots := map[uint64]wire.ResumeRoot{}
	for n, c := range m.descendants(s) {
		roots[n] = wire.ResumeRoot{Frame: c.frames, Version: c.version, Ref: c.firstRef()}
	}
	return roots
}

// read reads a connection until it is lost.
func (m *modelClient) read(ws *websocket.Conn) {
	for {
		_, b, err := ws.ReadMessage()
		m.inMu.Lock()
		if m.ws == ws && err != nil {
			m.lost = true
			m.end, _ = err.(*websocket.CloseError)
		} else if m.ws == ws {
			m.in = append(m.in, b)
		}
		m.inMu.Unlock()
		if err != nil {
			_ = ws.Close()
			return
		}
	}
}

// leave closes all connections.
func (m *modelClient) leave() {
	for _, ws := range m.all {
		_ = ws.Close()
	}
	m.all = nil
}

func (m *modelClient) send(n uint64, msg wire.ClientMessage) {
	m.write(string(wire.AppendWrapped(nil, n, msg.Append(nil))))
}

func (m *modelClient) write(message string) {
	m.trace = append(m.trace, "> "+message)
	_ = m.ws.WriteMessage(websocket.TextMessage, []byte(message))
}

// click sends an event with an ID of its own.
func (m *modelClient) click(n uint64, panics bool) {
	s := m.sessions[n]
	if s == nil || s.opening || len(s.pending) >= wire.MaxSessionEvents || m.total() >= wire.MaxPendingEvents {
		return
	}
	m.next++
	e := modelEvent{m.next, panics}
	s.pending = append(s.pending, e)
	s.refs++
	m.send(n, e.message())
}

func (m *modelClient) total() (events int) {
	for _, s := range m.sessions {
		events += len(s.pending)
	}
	return events
}

// ack acknowledges all frames.
func (m *modelClient) ack() {
	var a wire.Ack
	for n, s := range m.sessions {
		switch {
		case s.opening || s.unacked == 0:
			continue
		case n == 0:
			a.Acks = s.unacked
		default:
			a.Sessions = append(a.Sessions, wire.SessionAcks{Session: n, Acks: s.unacked})
		}
		s.unacked = 0
	}
	if a.Acks > 0 || len(a.Sessions) > 0 {
		m.send(0, a)
	}
}

func (m *modelClient) isLost() bool {
	m.inMu.Lock()
	defer m.inMu.Unlock()
	return m.lost
}

// receive handles what was received. It reports whether the connection is lost.
func (m *modelClient) receive() (lost bool) {
	m.inMu.Lock()
	in, lost, end := m.in, m.lost, m.end
	m.in, m.end = nil, nil
	m.inMu.Unlock()
	for _, b := range in {
		m.trace = append(m.trace, "< "+string(b))
		n, msg, err := wire.ParseServerMessage(b)
		require.NoError(m.t, err)
		m.handle(n, msg)
	}
	if end != nil {
		m.trace = append(m.trace, "< "+end.Error())
		if end.Code >= 4000 {
			m.handleEnd(0, wire.EndMessage{Code: wire.CloseCode(end.Code), Reason: wire.Reason(end.Text)})
		}
	}
	return m.isLost() || lost
}

func (m *modelClient) handle(n uint64, msg wire.ServerMessage) {
	if _, isFrame := msg.(wire.Frame); n%2 == 1 && !isFrame {
		m.handleSticky(n, msg)
		return
	}
	switch msg := msg.(type) {
	case wire.Joined:
		m.secret, m.ready = msg.Session, true
		m.sessions[0] = m.newSession(*msg.HTML, msg.Version)
		m.openRoots(m.sessions[0], msg.Roots)
		m.openSticky()
	case wire.Resumed:
		m.secret, m.ready = msg.Session, true
		m.resumed(0, m.sessions[0], msg)
		m.send(0, wire.Ack{})
		m.openSticky()
	case wire.EndMessage:
		m.handleEnd(n, msg)
	case wire.Signal: // the reply to a heartbeat
	case wire.Frame:
		if s := m.sessions[n]; s != nil {
			require.False(m.t, s.opening, "a frame of session %d, which is not open", n)
			m.frame(s, msg)
		}
	default:
		require.Fail(m.t, "unexpected message", "%T", msg)
	}
}

// handleEnd handles the end of the page, of a nested session, or of the connection.
func (m *modelClient) handleEnd(n uint64, end wire.EndMessage) {
	switch end.Reason {
	case wire.Malformed:
		require.True(m.t, m.malformed, "the client has not violated the protocol")
	case wire.Crashed, wire.Gone, wire.Unchecked:
	default:
		require.Fail(m.t, "unexpected end", "of session %d: %s", n, end.Reason)
	}
	if end.Code != wire.Reconnect {
		m.endSession(n)
	}
	if n == 0 { // the page needs another connection
		m.leave()
		m.inMu.Lock()
		m.lost = true
		m.inMu.Unlock()
	}
}

// endSession ends a session and those in it. The outcome of their events is unknown.
func (m *modelClient) endSession(n uint64) {
	s := m.sessions[n]
	if s == nil {
		return
	}
	for _, e := range s.pending {
		m.unknown[e.id] = true
	}
	for _, c := range s.roots {
		m.endSession(c)
	}
	delete(m.sessions, n)
	if n > 0 && n%2 == 0 {
		m.ended = append(m.ended, n)
	}
	for _, other := range m.sessions {
		maps.DeleteFunc(other.roots, func(_ int, c uint64) bool { return c == n })
	}
}

// descendants returns the nested sessions in s.
func (m *modelClient) descendants(s *modelSession) map[uint64]*modelSession {
	all := map[uint64]*modelSession{}
	for _, n := range s.roots {
		c := m.sessions[n]
		require.NotNil(m.t, c, "nested session %d", n)
		all[n] = c
		maps.Copy(all, m.descendants(c))
	}
	return all
}

// resumed sends the events again that were not acknowledged, in session n and those in it.
func (m *modelClient) resumed(n uint64, s *modelSession, r wire.Resumed) {
	m.resend(n, s, r.Acked)
	all := m.descendants(s)
	for _, n := range slices.Sorted(maps.Keys(all)) {
		if root, ok := r.Roots[n]; ok {
			m.resend(n, all[n], root.Acked)
		} else {
			m.endSession(n)
		}
	}
}

func (m *modelClient) resend(n uint64, s *modelSession, acked int) {
	s.unacked, s.asked, s.opening, s.acked = 0, false, false, acked
	for _, e := range s.pending {
		m.send(n, e.message())
	}
	m.apply(s)
}

// openRoots opens the nested sessions that the reply to a join names.
func (m *modelClient) openRoots(s *modelSession, roots map[int]wire.JoinedRoot) {
	for element, r := range roots {
		m.open(s, element, r)
	}
}

func (m *modelClient) open(s *modelSession, element int, r wire.JoinedRoot) {
	require.NotContains(m.t, m.sessions, r.Session)
	if old, ok := s.roots[element]; ok {
		m.endSession(old)
	}
	require.NotNil(m.t, r.HTML)
	m.sessions[r.Session], s.roots[element] = m.newSession(*r.HTML, r.Version), r.Session
}

func (m *modelClient) frame(s *modelSession, f wire.Frame) {
	s.acked += f.Acks
	m.apply(s)
	require.LessOrEqual(m.t, s.acked, s.refs, "acknowledged events")
	if f.Updates == nil && f.Effects == nil {
		return
	}
	s.frames++
	s.unacked++
	for _, u := range f.Updates {
		m.update(s, u)
	}
	for _, e := range f.Effects {
		if name, args := e.Name(); name == "open" {
			element, err := strconv.Atoi(string(args[0]))
			require.NoError(m.t, err)
			var items []string
			for _, a := range args[1:] {
				items = append(items, string(a))
			}
			var r wire.JoinedRoot
			require.NoError(m.t, r.UnmarshalJSON([]byte("["+strings.Join(items, ",")+"]")))
			m.open(s, element, r)
		}
	}
}

func (m *modelClient) update(s *modelSession, u wire.Update) {
	if u.HTML != nil {
		s.html, s.version, s.asked = m.newSession(string(u.HTML), u.Version).html, u.Version, false
	} else if base := u.Version - 1; base != s.version {
		if !s.asked {
			for n, other := range m.sessions {
				if other == s {
					m.send(n, wire.HTML{})
				}
			}
		}
		s.asked = true
		return
	} else {
		html, err := s.html.Apply(u.Patch)
		require.NoError(m.t, err)
		s.html, s.version = html, u.Version
	}
	for element, child := range maps.Clone(s.roots) { // sessions of elements that were removed
		if !strings.Contains(string(s.html.HTML()), fmt.Sprintf(`live-root="%d"`, element)) {
			m.endSession(child)
		}
	}
}
