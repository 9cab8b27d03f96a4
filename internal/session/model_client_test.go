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

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A modelClient is a client of a page with nested sessions, as docs/reference/protocol.md describes it. Its
// methods are called by one goroutine, except where they say otherwise.
type modelClient struct {
	t    testing.TB
	srv  *muxServer
	ws   *websocket.Conn
	inMu sync.Mutex
	in   [][]byte // received and not handled yet
	lost bool     // the connection is lost

	secret   string
	ready    bool // the reply to the join or resume was received
	sessions map[uint64]*modelSession
	byRoot   map[int]uint64
	sticky   modelSticky

	applied map[int]bool // IDs of events that were acknowledged
	unknown map[int]bool // IDs of events whose session ended before
	next    int          // ID of the next event
	trace   []string     // for failures
}

// A modelSession is one session of the client.
type modelSession struct {
	html    *diff.Snapshot
	version int
	frames  int // handled
	unacked int
	asked   bool  // for the full HTML
	refs    int   // ref of the last event that was sent
	acked   int   // ref of the last event that was acknowledged
	opening bool  // the reply to the join or resume was not received
	pending []int // IDs of the events after that which were not acknowledged, oldest first
}

// A cutReader is a connection that breaks when it has read a number of bytes.
type cutReader struct {
	net.Conn
	remaining int
}

func (c *cutReader) Read(p []byte) (int, error) {
	if c.remaining <= 0 {
		_ = c.Close()
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(p[:min(len(p), c.remaining)])
	c.remaining -= n
	return n, err
}

// connect opens a connection that breaks after it has read a number of bytes, and joins or resumes.
func (m *modelClient) connect(cut int) {
	dial := m.srv.listener.From("192.0.2.1:1234")
	browser := client.NewBrowser(func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		return &cutReader{c, cut}, err
	})
	ws, _, err := client.Dial(context.Background(), browser, "http://lively.test", "/", nil)
	if err != nil { // cut inside of the handshake
		m.inMu.Lock()
		defer m.inMu.Unlock()
		m.lost = true
		return
	}
	m.inMu.Lock()
	m.ws, m.in, m.lost, m.ready = ws, nil, false, false
	m.inMu.Unlock()
	m.leaveSticky()
	go func() {
		for {
			_, b, err := ws.ReadMessage()
			m.inMu.Lock()
			if m.ws == ws && err != nil {
				m.lost = true
			} else if m.ws == ws {
				m.in = append(m.in, b)
			}
			m.inMu.Unlock()
			if err != nil {
				_ = ws.Close()
				return
			}
		}
	}()
	if m.secret == "" {
		m.send(0, wire.Join{URL: "/model"})
		return
	}
	page := m.sessions[0]
	r := wire.Resume{Session: m.secret, Frame: page.frames, Version: page.version, Ref: page.firstRef(), Roots: map[uint64]wire.ResumeRoot{}}
	for n, s := range m.sessions {
		if n != 0 && n != m.sticky.number {
			r.Roots[n] = wire.ResumeRoot{Frame: s.frames, Version: s.version, Ref: s.firstRef()}
		}
	}
	m.send(0, r)
}

func (s *modelSession) firstRef() int { return s.refs - len(s.pending) + 1 }

func (m *modelClient) send(n uint64, msg wire.ClientMessage) {
	data := wire.AppendWrapped(nil, n, msg.Append(nil))
	m.trace = append(m.trace, "> "+string(data))
	_ = m.ws.WriteMessage(websocket.TextMessage, data)
}

// click sends an event with an ID of its own.
func (m *modelClient) click(n uint64) {
	s := m.sessions[n]
	if !m.ready || s.opening || len(s.pending) >= wire.MaxSessionEvents || m.total() >= wire.MaxPendingEvents {
		return
	}
	m.next++
	s.pending = append(s.pending, m.next)
	s.refs++
	m.send(n, wire.Event{URL: clickURL(m.next)})
}

// clickURL returns the URL of the event with an ID.
func clickURL(id int) string { return "page.Click?" + strconv.Itoa(id) }

func (m *modelClient) total() (events int) {
	for _, s := range m.sessions {
		events += len(s.pending)
	}
	return events
}

// ack acknowledges all frames.
func (m *modelClient) ack() {
	if !m.ready {
		return
	}
	var a wire.Ack
	for n, s := range m.sessions {
		if n == 0 {
			a.Acks = s.unacked
		} else if s.unacked > 0 {
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
	in, lost := m.in, m.lost
	m.in = nil
	m.inMu.Unlock()
	for _, b := range in {
		m.trace = append(m.trace, "< "+string(b))
		n, msg, err := wire.ParseServerMessage(b)
		require.NoError(m.t, err)
		m.handle(n, msg)
	}
	return lost
}

func (m *modelClient) handle(n uint64, msg wire.ServerMessage) {
	if n%2 == 1 && m.handleSticky(n, msg) {
		return
	}
	switch msg := msg.(type) {
	case wire.Joined:
		m.secret, m.ready = msg.Session, true
		m.sessions[0] = m.newSession(*msg.HTML, msg.Version)
		for element, r := range msg.Roots {
			m.open(element, r)
		}
		m.openSticky()
	case wire.Resumed:
		m.resumed(msg)
		m.openSticky()
	case wire.EndMessage:
		require.NotZero(m.t, n)
		m.end(n)
	case wire.Frame:
		if s := m.sessions[n]; s != nil {
			m.frame(n, s, msg)
		}
	default:
		require.Fail(m.t, "unexpected message", "%T", msg)
	}
}

func (m *modelClient) newSession(html string, version int) *modelSession {
	snap, err := diff.Parse([]byte(html))
	require.NoError(m.t, err)
	return &modelSession{html: snap, version: version}
}

// resumed sends the events again that were not acknowledged.
func (m *modelClient) resumed(r wire.Resumed) {
	m.secret, m.ready = r.Session, true
	for _, n := range slices.Sorted(maps.Keys(m.sessions)) {
		s := m.sessions[n]
		s.unacked, s.asked = 0, false
		if n == 0 {
			s.acked = r.Acked
		} else if root, ok := r.Roots[n]; ok {
			s.acked = root.Acked
		} else {
			m.end(n)
			continue
		}
		for _, id := range s.pending {
			m.send(n, wire.Event{URL: clickURL(id)})
		}
		m.apply(s)
	}
	m.send(0, wire.Ack{})
}

// apply records that the events up to the ref that was acknowledged last have been applied. After a resume,
// some are acknowledged again.
func (m *modelClient) apply(s *modelSession) {
	for len(s.pending) > 0 && s.firstRef() <= s.acked {
		m.applied[s.pending[0]] = true
		s.pending = s.pending[1:]
	}
}

// end ends a session. The outcome of its events is unknown.
func (m *modelClient) end(n uint64) {
	if s := m.sessions[n]; s != nil {
		for _, id := range s.pending {
			m.unknown[id] = true
		}
	}
	delete(m.sessions, n)
	maps.DeleteFunc(m.byRoot, func(_ int, other uint64) bool { return other == n })
}

func (m *modelClient) open(element int, r wire.JoinedRoot) {
	require.NotContains(m.t, m.sessions, r.Session)
	if old, ok := m.byRoot[element]; ok {
		m.end(old)
	}
	require.NotNil(m.t, r.HTML)
	m.sessions[r.Session], m.byRoot[element] = m.newSession(*r.HTML, r.Version), r.Session
}

func (m *modelClient) frame(n uint64, s *modelSession, f wire.Frame) {
	s.acked += f.Acks
	m.apply(s)
	require.LessOrEqual(m.t, s.acked, s.refs, "acknowledged events of session %d", n)
	if f.Updates == nil && f.Effects == nil {
		return
	}
	s.frames++
	s.unacked++
	for _, u := range f.Updates {
		m.update(n, s, u)
	}
	for _, e := range f.Effects {
		if name, args := e.Name(); name == "open" {
			element, err := strconv.Atoi(string(args[0]))
			require.NoError(m.t, err)
			var r wire.JoinedRoot
			require.NoError(m.t, r.UnmarshalJSON([]byte("["+strings.Join(slices.Collect(func(yield func(string) bool) {
				for _, a := range args[1:] {
					yield(string(a))
				}
			}), ",")+"]")))
			m.open(element, r)
		}
	}
}

func (m *modelClient) update(n uint64, s *modelSession, u wire.Update) {
	if u.HTML != nil {
		s.html, s.version, s.asked = m.newSession(string(u.HTML), u.Version).html, u.Version, false
	} else if base := u.Version - 1; base != s.version {
		if !s.asked {
			m.send(n, wire.HTML{})
		}
		s.asked = true
		return
	} else {
		html, err := s.html.Apply(u.Patch)
		require.NoError(m.t, err)
		s.html, s.version = html, u.Version
	}
	if n != 0 {
		return
	}
	for element, child := range maps.Clone(m.byRoot) { // sessions of elements that were removed
		if !strings.Contains(string(s.html.HTML()), fmt.Sprintf(`live-root="%d"`, element)) {
			m.end(child)
		}
	}
}
