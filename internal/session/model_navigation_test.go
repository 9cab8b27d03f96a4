package session

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// Whatever pages a document shows one after another, and whatever becomes of its connections, exactly the page that
// it shows is in view, at most three others sleep, in the order in which they were left, and each event is handled
// once.
func TestModel_Navigation(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			runMux(t, func(t *testing.T, srv *muxServer) {
				srv.limits.MaxSessions = []int{2, 3, 32}[random.IntN(3)]
				m := &navigationModel{t: t, srv: srv, Rand: random}
				m.view = m.newPage()
				m.open(0, true)
				for range 300 {
					m.step()
					m.check()
				}
			})
		})
	}
}

// A navigationModel is a client that shows several pages in one document.
type navigationModel struct {
	*rand.Rand
	t        *testing.T
	srv      *muxServer
	c        *muxClient
	view     *modelPage
	sleepers []*modelPage // the one that has slept for the longest time first
	next     uint64       // number of the next session on the connection
	pages    int
}

// A modelPage is a page of a navigationModel.
type modelPage struct {
	url     string
	number  uint64
	secret  string
	prog    *parentProgram
	n       int // what the page shows
	changes int // of the server, while the page sleeps
	version int
	frames  int
	refs    int
	unacked int
	left    time.Time
}

func (m *navigationModel) newPage() *modelPage {
	m.pages++
	return &modelPage{url: fmt.Sprintf("/p%d", m.pages)}
}

func (m *navigationModel) send(p *modelPage, message string) {
	if p.number > 0 {
		message = wrap(p.number, message)
	}
	m.c.send(message)
}

// open opens a connection with the page in view, and resumes the pages that sleep. The page is joined if isNew.
func (m *navigationModel) open(delay time.Duration, isNew bool) {
	if m.c != nil {
		_ = m.c.ws.Close()
	}
	sleepAndWait(delay)
	m.next = 1
	m.view.number = 0
	if isNew {
		m.c = m.srv.dial(joinOf(m.view.url))
	} else {
		m.c = m.srv.dial(m.view.resume())
	}
	m.opened(m.view, m.c.take())
	for _, p := range slices.Backward(m.sleepers) {
		p.number, m.next = m.next, m.next+2
		m.send(p, p.resume())
		got := m.c.take()
		m.opened(p, got)
		require.Equal(m.t, m.view.prog.ses, m.mux().PageInView(), "before it sleeps again")
		m.send(p, `["sleep"]`)
		p.left = time.Now()
		m.takeUpdate(p, m.c.take(), got[1:])
	}
}

func (p *modelPage) resume() string {
	p.unacked = 0
	return fmt.Sprintf(`["resume",{"inst":"i","url":%q,"session":%q,"frame":%d,"version":%d,"ref":%d}]`, p.url, p.secret, p.frames, p.version, p.refs+1)
}

// opened handles the reply to a join or resume.
func (m *navigationModel) opened(p *modelPage, got []string) {
	require.NotEmpty(m.t, got)
	require.NotContains(m.t, got[0], `["end"`)
	p.secret = secretOf(m.t, got[0])
	if p.prog == nil {
		p.prog, p.version = m.srv.program(p.url), 1
	}
	m.c.send(fmt.Sprintf(`["a",0%s]`, map[bool]string{true: fmt.Sprintf(",%d,0", p.number)}[p.number > 0]))
	if p == m.view {
		m.takeUpdate(p, got[1:])
	}
}

// takeUpdate handles the frame with what the server has changed, which is among the messages.
func (m *navigationModel) takeUpdate(p *modelPage, messages ...[]string) {
	if p.changes == 0 {
		require.Empty(m.t, slices.Concat(messages...))
		return
	}
	got := slices.Concat(messages...)
	require.Len(m.t, got, 1)
	require.Contains(m.t, got[0], fmt.Sprintf(`"%d"`, p.n))
	p.changes = 0
	p.version++
	p.frames++
	p.unacked++
}

func (m *navigationModel) mux() *Mux { return m.view.prog.ses.conn.(*Link).mux }

// leave puts the page in view to sleep. It returns the pages that end.
func (m *navigationModel) leave() (ends []*modelPage) {
	m.send(m.view, `["sleep"]`)
	m.view.left = time.Now()
	m.sleepers = append(m.sleepers, m.view)
	if len(m.sleepers) > maxAsleep {
		ends, m.sleepers = m.sleepers[:1:1], slices.Clone(m.sleepers[1:])
	}
	return ends
}

// requireEnds requires that pages have ended, and nothing else was received.
func (m *navigationModel) requireEnds(got []string, reason wire.Reason, ends ...*modelPage) {
	var want []string
	for _, p := range ends {
		end := string(wire.EndMessage{Code: reason.Code(), Reason: reason}.Append(nil))
		if p.number > 0 {
			end = wrap(p.number, end)
		}
		want = append(want, end)
		require.EqualValues(m.t, 1, p.prog.unmounts.Load())
	}
	require.ElementsMatch(m.t, want, got)
}

func (m *navigationModel) step() {
	switch kind := m.IntN(16); {
	case kind < 4:
		m.send(m.view, fmt.Sprintf(`["e",%d,0,"page.Click"]`, m.view.unacked))
		m.view.n++
		m.view.refs++
		m.view.version++
		m.view.frames++
		m.view.unacked = 1
		got := m.c.take()
		require.Len(m.t, got, 1)
		require.Contains(m.t, got[0], fmt.Sprintf(`"%d"`, m.view.n))
	case kind < 7:
		m.navigate()
	case kind < 9:
		m.back()
	case kind < 11: // the server changes a page that sleeps
		if p := m.sleeper(); p != nil {
			p.n++
			p.changes++
			p.prog.do(func() { p.prog.n++ })
			require.Empty(m.t, m.c.take())
		}
	case kind == 11:
		if p := m.sleeper(); p != nil {
			m.remove(p)
			m.send(p, `["bye"]`)
			require.Empty(m.t, m.c.take())
			m.send(p, clickMessage) // of a session that the connection does not have
			require.Empty(m.t, m.c.take())
		}
	case kind == 12:
		if p := m.sleeper(); p != nil {
			m.remove(p)
			p.prog.do(func() { panic("test panic") })
			m.requireEnds(m.c.take(), wire.Crashed, p)
		}
	case kind == 13:
		m.pass(time.Duration(m.IntN(20)) * time.Second)
	case kind == 14:
		m.open(time.Duration(m.IntN(25))*time.Second, false)
	default: // the page in view is mounted again on another connection
		m.view.prog.do(func() { panic("test panic") })
		m.view = m.newPage()
		m.open(0, true)
	}
}

// navigate shows a new page.
func (m *navigationModel) navigate() {
	ends := m.leave()
	if len(m.sleepers) >= m.srv.limits.MaxSessions {
		ends = append(ends, m.sleepers[0])
		m.sleepers = m.sleepers[1:]
	}
	p := m.newPage()
	p.number, m.next = m.next, m.next+2
	m.send(p, joinOf(p.url))
	got := m.c.take()
	isReply := func(s string) bool { return strings.Contains(s, `["joined"`) }
	i := slices.IndexFunc(got, isReply)
	require.GreaterOrEqual(m.t, i, 0)
	m.view = p
	m.opened(p, got[i:i+1])
	m.requireEnds(slices.Delete(slices.Clone(got), i, i+1), wire.Gone, ends...)
}

// back shows a page that sleeps.
func (m *navigationModel) back() {
	p := m.sleeper()
	if p == nil {
		return
	}
	ends := m.leave()
	if slices.Contains(ends, p) { // it has ended in this moment
		m.requireEnds(m.c.take(), wire.Gone, p)
		m.send(m.view, `["wake"]`)
		m.remove(m.view)
		require.Empty(m.t, m.c.take())
		return
	}
	m.send(p, `["wake"]`)
	m.remove(p)
	m.view = p
	got := m.c.take()
	m.requireEnds(got[:len(ends)], wire.Gone, ends...)
	m.takeUpdate(p, got[len(ends):])
}

// pass lets time pass, in which pages that sleep may end.
func (m *navigationModel) pass(d time.Duration) {
	sleepAndWait(d)
	var ends []*modelPage
	for len(m.sleepers) > 0 && time.Since(m.sleepers[0].left) >= m.srv.opt.ResumeTimeout {
		ends, m.sleepers = append(ends, m.sleepers[0]), m.sleepers[1:]
	}
	for i := 0; i < len(m.sleepers); i++ { // those that were resumed sleep since then, the newest first
		if p := m.sleepers[i]; time.Since(p.left) >= m.srv.opt.ResumeTimeout {
			ends = append(ends, p)
			m.remove(p)
			i--
		}
	}
	m.requireEnds(m.c.take(), wire.Gone, ends...)
}

// sleeper returns a page that sleeps, or nil.
func (m *navigationModel) sleeper() *modelPage {
	if len(m.sleepers) == 0 {
		return nil
	}
	return m.sleepers[m.IntN(len(m.sleepers))]
}

func (m *navigationModel) remove(p *modelPage) {
	m.sleepers = slices.DeleteFunc(slices.Clone(m.sleepers), func(other *modelPage) bool { return other == p })
}

func (m *navigationModel) check() {
	synctest.Wait()
	require.Empty(m.t, m.c.closeError())
	mux := m.mux()
	require.Equal(m.t, m.view.prog.ses, mux.PageInView())
	require.Equal(m.t, m.view.n, m.view.prog.n)
	var asleep []*Session
	if mux.asleep != nil {
		for _, l := range *mux.asleep {
			asleep = append(asleep, l.ses)
		}
	}
	var want []*Session
	for _, p := range m.sleepers {
		want = append(want, p.prog.ses)
		require.True(m.t, p.prog.ses.Asleep())
	}
	require.Equal(m.t, len(want), len(asleep))
	for i := range want {
		require.Same(m.t, want[i], asleep[i])
	}
	require.Len(m.t, mux.openLinks(), 1+len(m.sleepers))
}
