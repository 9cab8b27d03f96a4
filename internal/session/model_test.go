package session

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A modelPage is a page whose nested sessions come and go. The runner owns it, except where it is stated.
type modelPage struct {
	*parentProgram
	srv      *muxServer
	children map[int]*parentProgram // by element
	elements []int                  // that the HTML has
	number   int
}

// setMarkup renders the elements of children.
func (p *modelPage) setMarkup() {
	var b strings.Builder
	b.WriteString("<p>%d</p>")
	for _, e := range p.elements {
		fmt.Fprintf(&b, `<div live-root="%d"></div>`, e)
	}
	p.markup = b.String()
}

func (p *modelPage) add() {
	if len(p.children) < 30 { // the connection has 32 sessions
		p.number++
		p.elements = append(p.elements, p.number)
		p.fill(p.number)
		p.setMarkup()
	}
}

// fill opens a session in an element.
func (p *modelPage) fill(element int) {
	p.children[element] = p.srv.addChild(p.parentProgram, element, "/child")
}

func (p *modelPage) remove(i int) {
	element := p.elements[i]
	p.elements = slices.Delete(p.elements, i, i+1)
	if c := p.children[element]; c != nil {
		p.ses.RemoveChild(c.ses)
	}
	delete(p.children, element)
	p.setMarkup()
}

// restart fills the elements whose sessions have ended.
func (p *modelPage) restart() {
	for _, e := range p.elements {
		if p.children[e].ses.Page.Ended() {
			p.fill(e)
		}
	}
}

// Whatever happens to a page, its nested sessions and a sticky view, in the end the document is what the server
// would render, each event was handled at most once, and those that were acknowledged exactly once.
func TestModel_PageWithNestedSessions(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { runMux(t, func(t *testing.T, srv *muxServer) { testModel(t, srv, seed) }) })
	}
}

func testModel(t *testing.T, srv *muxServer, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 1))
	var mu chanMutex = make(chan bool, 1)
	handled := map[string]int{}
	var sticky atomic.Pointer[parentProgram] // that was mounted last
	page := &modelPage{srv: srv, children: map[int]*parentProgram{}}
	srv.setUp = func(url string, _ *Session, p *parentProgram) {
		p.onEvent = func(_ int, e wire.Event) (string, string) {
			if url == "/child" && e.URL[len(e.URL)-1] == '7' {
				time.Sleep(10 * time.Millisecond)
			}
			mu.lock()
			handled[e.URL]++
			mu.unlock()
			p.n++
			return Applied, ""
		}
		if url == "/sticky" {
			sticky.Store(p)
		}
		if url == "/model" {
			page.parentProgram = p
			page.add()
		}
	}
	m := &modelClient{t: t, srv: srv, sessions: map[uint64]*modelSession{}, byRoot: map[int]uint64{}, applied: map[int]bool{}, unknown: map[int]bool{}}
	defer func() {
		if t.Failed() {
			t.Log(strings.Join(m.trace[max(0, len(m.trace)-200):], "\n"))
		}
		if m.ws != nil {
			_ = m.ws.Close()
		}
	}()
	reconnect := func(cut int) {
		if m.ws != nil {
			_ = m.ws.Close()
		}
		if random.IntN(2) == 0 {
			time.Sleep(time.Duration(random.IntN(3000)) * time.Millisecond)
		}
		m.connect(cut)
	}
	for m.secret == "" {
		reconnect(1 << 20)
		synctest.Wait()
		m.receive()
	}
	asleep := false
	for range 400 {
		if m.isLost() {
			asleep = false
			m.trace = append(m.trace, "lost")
			reconnect([]int{200, 400, 1000, 3000, 1 << 20}[random.IntN(5)])
		}
		live := slices.Sorted(maps.Keys(m.sessions))
		switch n := random.IntN(20); n {
		case 0, 1, 2, 3, 4, 5:
			m.click(live[random.IntN(len(live))])
		case 6, 7:
			m.ack()
		case 8, 9:
			page.ses.Page.Post(page.add)
		case 10:
			i := random.IntN(1000)
			page.ses.Page.Post(func() {
				if len(page.elements) > 0 {
					page.remove(i % len(page.elements))
				}
			})
		case 11:
			i := random.IntN(1000)
			page.ses.Page.Post(func() {
				if len(page.elements) > 0 {
					page.children[page.elements[i%len(page.elements)]].ses.Page.Post(func() { panic("test panic") })
				}
			})
		case 12:
			page.ses.Page.Post(page.restart)
		case 13:
			page.ses.Page.Post(func() { page.n++ })
		case 14:
			i := random.IntN(1000)
			page.ses.Page.Post(func() {
				if len(page.elements) > 0 {
					c := page.children[page.elements[i%len(page.elements)]]
					c.ses.Page.Post(func() { c.n++ })
				}
			})
		case 15:
			if !m.ready {
				continue
			}
			if n := live[random.IntN(len(live))]; !m.sessions[n].opening {
				m.send(n, wire.HTML{})
			}
		case 16:
			if !m.ready {
				continue
			}
			if asleep = !asleep; asleep {
				m.send(0, wire.Sleep)
			} else {
				m.send(0, wire.Wake)
			}
		case 17:
			if random.IntN(4) == 0 {
				_ = m.ws.Close()
			}
		case 18:
			if p := sticky.Load(); p != nil {
				crash := random.IntN(3) == 0
				p.ses.Page.Post(func() {
					if p.n++; crash {
						panic("test panic")
					}
				})
			}
		default:
			time.Sleep(time.Duration(random.IntN(15)) * time.Millisecond)
		}
		if random.IntN(3) > 0 {
			synctest.Wait()
		}
		m.receive()
	}

	// Let everything come to rest.
	if asleep {
		m.send(0, wire.Wake)
	}
	for range 20 {
		page.ses.Page.Post(page.restart) // a handler that crashes may still have been running
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if m.receive() {
			reconnect(1 << 30)
		}
		m.ack()
	}
	synctest.Wait()
	require.False(t, m.receive(), "the connection is lost")
	require.False(t, page.ses.Page.Ended())
	require.Equal(t, fmt.Sprintf(page.markup, page.n), string(m.sessions[0].html.HTML()))
	require.Len(t, m.sessions, 2+len(page.children))
	for element, c := range page.children {
		s := m.sessions[m.byRoot[element]]
		require.NotNil(t, s, "element %d", element)
		require.Equal(t, c.ses.number, m.byRoot[element])
		require.Equal(t, fmt.Sprintf("<p>%d</p>", c.n), string(s.html.HTML()), "element %d", element)
		require.Empty(t, s.pending)
	}
	s := m.sessions[m.sticky.number]
	require.NotNil(t, s, "the session of the sticky view")
	require.Equal(t, fmt.Sprintf("<p>%d</p>", sticky.Load().n), string(s.html.HTML()))
	require.Empty(t, s.pending)
	for id := range m.next {
		times := handled[fmt.Sprint("page.Click?", id+1)]
		if m.applied[id+1] {
			require.Equal(t, 1, times, "event %d", id+1)
		} else {
			require.True(t, m.unknown[id+1], "event %d has no outcome", id+1)
			require.LessOrEqual(t, times, 1, "event %d", id+1)
		}
	}
	link := page.ses.conn.(*Link)
	require.Len(t, link.mux.links, 1+len(page.children), "links of the connection")
	require.Zero(t, link.mux.unacked.Load(), "unacknowledged events")
}

// A chanMutex is a mutex that a synctest bubble treats as durably blocking.
type chanMutex chan bool

func (m chanMutex) lock()   { m <- true }
func (m chanMutex) unlock() { <-m }
