package session

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// Whatever happens to a page, its nested sessions and a sticky view, in the end the document is what the server
// would render, each event was handled at most once, and those that were acknowledged exactly once. Nothing is
// left behind.
func TestModel_PageWithNestedSessions(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			choices := &randomChoices{random: rand.New(rand.NewPCG(seed, 1)), steps: 400}
			runMux(t, func(t *testing.T, srv *muxServer) { testModel(t, srv, choices) })
		})
	}
}

// The same with choices that are read from the fuzzer's bytes.
func FuzzConnection(f *testing.F) {
	for seed := range byte(8) {
		data := make([]byte, 1200)
		_, _ = rand.NewChaCha8([32]byte{seed}).Read(data)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		runMux(t, func(t *testing.T, srv *muxServer) { testModel(t, srv, &byteChoices{data: data, steps: 400}) })
	})
}

// modelChoices are the choices of a model.
type modelChoices interface {
	intN(n int) int // from 0 to n-1
	more() bool     // reports whether there is another step
}

type randomChoices struct {
	random *rand.Rand
	steps  int // that are left
}

func (c *randomChoices) intN(n int) int { return c.random.IntN(n) }

func (c *randomChoices) more() bool {
	c.steps--
	return c.steps >= 0
}

// byteChoices are choices of one byte each. Once all bytes are used, each choice is 0.
type byteChoices struct {
	data  []byte
	steps int // that are left
}

func (c *byteChoices) intN(n int) int {
	if len(c.data) == 0 {
		return 0
	}
	b := c.data[0]
	c.data = c.data[1:]
	return int(b) % n
}

func (c *byteChoices) more() bool {
	c.steps--
	return c.steps >= 0 && len(c.data) > 0
}

// A model is a client and a server, with what happens to them.
type model struct {
	*modelClient
	modelChoices
	t      *testing.T
	server *modelServer
}

func testModel(t *testing.T, srv *muxServer, choices modelChoices) {
	m := &model{newModelClient(t, srv), choices, t, newModelServer(t, srv)}
	defer func() {
		if t.Failed() {
			t.Log(strings.Join(m.trace[max(0, len(m.trace)-200):], "\n"))
		}
		m.leave()
		time.Sleep(10 * time.Second) // joins and resumes may be late
	}()
	m.connect(1<<30, 1<<30)
	for m.more() {
		if m.isLost() {
			m.reconnect()
		}
		m.step()
		if m.intN(3) > 0 {
			synctest.Wait()
		}
		m.receive()
	}
	m.rest()
	m.check()
	m.restartAll()
	m.rest()
	require.True(t, m.check(), "there is a nested view without a session")
}

// reconnect opens a connection that may break.
func (m *model) reconnect() {
	m.trace = append(m.trace, "lost")
	m.leave()
	if m.intN(2) == 0 {
		m.server.sleep(time.Duration(m.intN(100)) * 30 * time.Millisecond)
	}
	cuts := []int{200, 400, 1000, 3000, 1 << 30, 1 << 30, 1 << 30, 1 << 30}
	if i := m.intN(2 * len(cuts)); i < len(cuts) {
		m.connect(cuts[i], 1<<30)
	} else {
		m.connect(1<<30, cuts[i-len(cuts)])
	}
}

// session returns the number of a session.
func (m *model) session() uint64 {
	all := slices.Sorted(maps.Keys(m.sessions))
	if len(all) == 0 {
		return 0
	}
	return all[m.intN(len(all))]
}

// view calls fn in the page, the sticky view, or a nested view.
func (m *model) view(fn func(*modelView)) {
	secret := m.secret
	if m.intN(4) == 0 {
		secret = m.sticky.secret
	}
	var path []int
	for range m.intN(3) {
		path = append(path, m.intN(64))
	}
	m.server.view(secret).do(path, fn)
}

// nested calls fn in a nested view.
func (m *model) nested(fn func(*modelView)) {
	m.view(func(v *modelView) {
		if v.depth > 0 {
			fn(v)
		}
	})
}

func (m *model) step() {
	switch m.intN(32) {
	case 0, 1, 2, 3, 4, 5:
		m.click(m.session(), m.intN(32) == 31)
	case 6, 7, 8:
		m.ack()
	case 9, 10:
		m.view((*modelView).add)
	case 11:
		i := m.intN(64)
		m.view(func(v *modelView) { v.remove(i) })
	case 12:
		m.nested(func(*modelView) { panic("test panic") })
	case 13:
		m.restartAll()
	case 14, 15, 16:
		m.view(func(v *modelView) { v.n++ })
	case 17:
		if n := m.session(); m.isOpen(n) {
			m.send(n, wire.HTML{})
		}
	case 18:
		m.sleepOrWake(0)
	case 19:
		m.sleepOrWake(m.sticky.number)
	case 20: // the client is not on the connection any more when it opens another one
		m.connect(1<<30, 1<<30)
	case 21:
		m.leave()
	case 22: // a nested view crashes while the page is resumed
		m.nested(func(*modelView) { panic("test panic") })
		m.reconnect()
	case 23: // the element is removed while an event is on its way
		m.click(m.session(), false)
		i := m.intN(64)
		m.view(func(v *modelView) { v.remove(i) })
	case 24:
		m.server.late.Store(int64(time.Duration(m.intN(4)) * 700 * time.Millisecond))
	case 25:
		m.seldom()
	case 26:
		m.ignoredMessage()
	case 27:
		m.misstateResume()
	case 28:
		if m.intN(4) == 0 {
			m.rest()
			m.check()
			return
		}
		m.server.sleep([]time.Duration{time.Second, 10 * time.Second, 29 * time.Second, 31 * time.Second, 70 * time.Second}[m.intN(5)])
	default:
		m.server.sleep(time.Duration(m.intN(15)) * time.Millisecond)
	}
}

// seldom is a step that ends a session of the client.
func (m *model) seldom() {
	switch m.intN(8) {
	case 0, 1:
		m.malformedMessage()
	case 2:
		m.view(func(*modelView) { panic("test panic") })
	case 3:
		if v := m.server.view([]string{m.secret, m.sticky.secret}[m.intN(2)]); v != nil {
			v.ses.Disconnect()
		}
	case 4:
		if m.isOpen(0) {
			m.send(0, wire.Bye)
			m.endSession(0)
			m.reconnect()
		}
	case 5: // also a join or resume that is taken back
		if n := m.sticky.number; n > 0 && m.ready {
			m.send(n, wire.Bye)
			m.endSticky()
		}
	}
}

// restartAll mounts the nested views again that have ended.
func (m *model) restartAll() {
	for _, secret := range []string{m.secret, m.sticky.secret} {
		m.server.view(secret).do(nil, (*modelView).restart)
	}
}

// isOpen reports whether the client may send messages of a session.
func (m *model) isOpen(n uint64) bool {
	s := m.sessions[n]
	return s != nil && !s.opening
}

func (m *model) sleepOrWake(n uint64) {
	if !m.isOpen(n) {
		return
	}
	s := m.sessions[n]
	if s.asleep = !s.asleep; s.asleep {
		m.send(n, wire.Sleep)
	} else {
		m.send(n, wire.Wake)
	}
}

// rest lets everything come to rest, with a connection and awake.
func (m *model) rest() {
	m.server.late.Store(0)
	for range 40 {
		if m.isLost() {
			m.leave()
			m.connect(1<<30, 1<<30)
		}
		for _, n := range []uint64{0, m.sticky.number} {
			if m.isOpen(n) && m.sessions[n].asleep {
				m.sleepOrWake(n)
			}
		}
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		m.receive()
		m.ack()
	}
	synctest.Wait()
	require.False(m.t, m.receive(), "the connection is lost")
}

// check compares the document with the views, once everything has come to rest. It reports whether all nested
// views have a session.
func (m *model) check() (complete bool) {
	page, sticky := m.server.view(m.secret), m.server.view(m.sticky.secret)
	require.NotNil(m.t, page)
	require.NotNil(m.t, sticky)
	complete = m.checkView(page, 0)
	complete = m.checkView(sticky, m.sticky.number) && complete
	for id := 1; id <= m.next; id++ {
		times := m.server.handled[id]
		if m.applied[id] {
			require.Equal(m.t, 1, times, "event %d", id)
		} else {
			require.True(m.t, m.unknown[id], "event %d has no outcome", id)
			require.LessOrEqual(m.t, times, 1, "event %d", id)
		}
	}
	link := page.ses.conn.(*Link)
	require.Len(m.t, link.mux.links, len(m.sessions)-1, "links of the connection")
	require.Zero(m.t, link.mux.unacked.Load(), "unacknowledged events")
	require.Empty(m.t, link.mux.asleep)
	require.Zero(m.t, link.mux.openingBytes)
	return complete
}

// checkView compares session n of the client with a view and the views in it.
func (m *model) checkView(v *modelView, n uint64) (complete bool) {
	s := m.sessions[n]
	require.NotNil(m.t, s, "session %d", n)
	require.False(m.t, v.ses.Page.Ended(), "session %d", n)
	require.Equal(m.t, v.html(), string(s.html.HTML()), "session %d", n)
	require.Empty(m.t, s.pending, "session %d", n)
	complete = true
	for _, e := range v.elements {
		if c := v.children[e]; c.ses.Page.Ended() {
			require.NotContains(m.t, s.roots, e, "session %d", n)
			complete = false
		} else {
			require.Equal(m.t, c.ses.number, s.roots[e], "element %d of session %d", e, n)
			complete = m.checkView(c, s.roots[e]) && complete
		}
	}
	return complete
}
