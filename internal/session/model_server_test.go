package session

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// maxModelPage and maxModelSticky limit the nested sessions of a page and of a sticky view: a connection has 32
// sessions.
const (
	maxModelPage   = 24
	maxModelSticky = 4
)

// A modelServer is the server of a model: it knows all views, and which events they have handled.
type modelServer struct {
	*muxServer
	late atomic.Int64 // how long a join or resume takes

	mu      sync.Mutex
	views   map[*Session]*modelView
	handled map[int]int // how often each event was handled, by its ID
}

// A modelView is a view whose nested sessions come and go. Its runner owns it, except where it is stated.
type modelView struct {
	*parentProgram
	srv      *modelServer
	children map[int]*modelView // by element
	elements []int              // that the HTML has
	number   int                // of the newest element
	last     int                // ID of the last event
	depth    int                // 0 for a page or sticky view
	places   *atomic.Int32      // for nested sessions, in all views around it and in it
}

func newModelServer(t *testing.T, srv *muxServer) *modelServer {
	m := &modelServer{muxServer: srv, views: map[*Session]*modelView{}, handled: map[int]int{}}
	srv.setUp = func(url string, s *Session, p *parentProgram) { m.setUp(t, url, s, p) }
	srv.delay = func() { srv.sleep(time.Duration(m.late.Load())) }
	return m
}

func (m *modelServer) setUp(t *testing.T, url string, s *Session, p *parentProgram) {
	v := &modelView{parentProgram: p, srv: m, children: map[int]*modelView{}, places: &atomic.Int32{}}
	v.setMarkup()
	p.onEvent = func(_ int, e wire.Event) (string, string) {
		id, panics, ok := parseClick(e.URL)
		if !ok || id <= v.last {
			t.Errorf("event %q was handled after event %d", e.URL, v.last)
		}
		if v.last = id; url != "/model" && id%10 == 7 {
			m.sleep(10 * time.Millisecond)
		}
		m.mu.Lock()
		m.handled[id]++
		m.mu.Unlock()
		if panics {
			panic("test panic")
		}
		p.n++
		return Applied, ""
	}
	p.onUnmount = func() { v.places.Add(int32(len(v.elements))) }
	m.mu.Lock()
	m.views[s] = v
	m.mu.Unlock()
	switch url {
	case "/model":
		v.places.Store(maxModelPage)
		v.add()
	case "/sticky":
		v.places.Store(maxModelSticky)
		v.add()
	}
}

// clickURL returns the URL of the event with an ID.
func clickURL(id int, panics bool) string {
	if panics {
		return fmt.Sprintf("page.Panic?%d", id)
	}
	return fmt.Sprintf("page.Click?%d", id)
}

func parseClick(url string) (id int, panics, ok bool) {
	name, arg, _ := strings.Cut(url, "?")
	id, err := strconv.Atoi(arg)
	return id, name == "page.Panic", err == nil
}

// view returns the view of a session with a secret, or nil if that has ended. Any goroutine may call it.
func (m *modelServer) view(secret string) *modelView {
	s := m.registry.Find(secret)
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.views[s]
}

// do runs fn in the view or, if path is not empty, in a nested view of it, which path selects. Any goroutine
// may call it, also for a view that is nil.
func (v *modelView) do(path []int, fn func(*modelView)) {
	if v == nil {
		return
	}
	v.ses.Page.Post(func() {
		if len(path) == 0 || len(v.elements) == 0 {
			fn(v)
			return
		}
		v.children[v.elements[path[0]%len(v.elements)]].do(path[1:], fn)
	})
}

// setMarkup renders the elements of children.
func (v *modelView) setMarkup() {
	var b strings.Builder
	b.WriteString("<p>%d</p>")
	for _, e := range v.elements {
		fmt.Fprintf(&b, `<div live-root="%d"></div>`, e)
	}
	v.markup = b.String()
}

func (v *modelView) add() {
	if v.depth > 1 {
		return
	}
	if v.places.Add(-1) < 0 {
		v.places.Add(1)
		return
	}
	v.number++
	v.elements = append(v.elements, v.number)
	v.fill(v.number)
	v.setMarkup()
}

// fill opens a session in an element.
func (v *modelView) fill(element int) {
	p := v.srv.newProgram("/child")
	v.srv.mu.Lock()
	c := v.srv.views[p.ses]
	v.srv.mu.Unlock()
	c.depth, c.places = v.depth+1, v.places
	v.children[element] = c
	v.ses.AddChild(element, p.ses)
}

// remove removes an element, which index selects.
func (v *modelView) remove(index int) {
	if len(v.elements) == 0 {
		return
	}
	i := index % len(v.elements)
	element := v.elements[i]
	v.elements = slices.Delete(v.elements, i, i+1)
	v.ses.RemoveChild(v.children[element].ses)
	delete(v.children, element)
	v.places.Add(1)
	v.setMarkup()
}

// restart fills the elements whose sessions have ended, also in nested views.
func (v *modelView) restart() {
	for _, e := range v.elements {
		if c := v.children[e]; c.ses.Page.Ended() {
			v.fill(e)
		} else {
			c.do(nil, (*modelView).restart)
		}
	}
}

func (v *modelView) html() string { return fmt.Sprintf(v.markup, v.n) }
