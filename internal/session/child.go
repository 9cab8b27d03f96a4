package session

import (
	"slices"
	"sync/atomic"

	"github.com/lively-go/lively/internal/wire"
)

// A Parent is a Program that has nested sessions. Nested sessions are sessions of their own, with a program,
// an inbox and a runner, but they have no secret, and live and end with the session that contains their
// element.
//
// The parent's program attaches a child with Session.AddChild, after it has mounted the child's program and
// called FirstRender of its page: in the GET, before the parent is joined, or in a handler or Render. It ends
// one with Session.RemoveChild, in the Render whose HTML no longer contains the element. Whether the parent
// is joined, attached, asleep or detached makes no difference to it: the session opens the child for the
// browser with the next frame that it sends. Render must write the element, empty, with the number as its
// live-root attribute; the document of a GET contains the HTML that FirstRender has returned.
//
// The runner of the parent's page calls the methods of Parent.
type Parent interface {
	// ChildEnded is called once after a child has ended, unless RemoveChild or the end of the parent ended
	// it. The element stays in the page. AddChild for the same element opens another session in it.
	ChildEnded(child *Session, reason wire.Reason)
	// Show is called once after the browser has reported that an element for which AddLazy was called has
	// become visible.
	Show(element int)
}

// lastNumber is the number of the newest nested session of the process.
var lastNumber atomic.Uint64

// A child is a nested session, as its parent knows it.
type child struct {
	*Session
	element int
	opened  bool // the client was sent its number
	frame   int  // number of the parent's frame that did; 0 is the reply to the join
}

// AddChild makes c, which must be unadopted and rendered, the session of the element with this number. It
// ends the session that the element had before. If s has ended, it ends c. AddChild must be called by the
// runner of the parent's page or, before the join, by the goroutine that runs the program.
func (s *Session) AddChild(element int, c *Session) {
	c.parent, c.number = s, lastNumber.Add(2)
	c.publish()
	s.mu.Lock()
	defer s.unlock()
	delete(s.lazy, element)
	if i := slices.IndexFunc(s.children, func(old child) bool { return old.element == element }); i >= 0 {
		s.dropChild(i)
	}
	if s.state == ended {
		s.later(func() { c.endQuietly(wire.Lost) })
		return
	}
	s.children = append(s.children, child{Session: c, element: element})
	s.pending.Store(true)
	s.requests.output = s.state != unadopted
	s.resized()
}

// RemoveChild ends c without a message to the client, which ends it when its element is removed. The caller
// is that of AddChild.
func (s *Session) RemoveChild(c *Session) {
	s.mu.Lock()
	defer s.unlock()
	if i := s.childIndex(c); i >= 0 {
		s.dropChild(i)
	}
}

// AddLazy makes Parent.Show be called, once, when the element with this number becomes visible. The caller is
// that of AddChild.
func (s *Session) AddLazy(element int) {
	s.mu.Lock()
	defer s.unlock()
	if s.lazy == nil {
		s.lazy = map[int]bool{}
	}
	s.lazy[element] = true
}

// RemoveLazy ends what AddLazy began.
func (s *Session) RemoveLazy(element int) {
	s.mu.Lock()
	defer s.unlock()
	delete(s.lazy, element)
}

// Parent returns the session that contains the nested session s. It returns nil for other sessions.
func (s *Session) Parent() *Session { return s.parent }

// Number returns the number of a nested session on its connections, or 0.
func (s *Session) Number() uint64 { return s.number }

// show records that an element is visible. mu must be held.
func (s *Session) show(element int) {
	prog, ok := s.Page.prog.(Parent)
	if !ok || !s.lazy[element] {
		return
	}
	delete(s.lazy, element)
	s.later(func() { s.Page.Post(func() { prog.Show(element) }) })
}

// childIndex returns the index of c in children, or -1. mu must be held.
func (s *Session) childIndex(c *Session) int {
	return slices.IndexFunc(s.children, func(other child) bool { return other.Session == c })
}

// dropChild removes a child from children and ends it. mu must be held.
func (s *Session) dropChild(i int) {
	c := s.children[i].Session
	s.children = slices.Delete(s.children, i, i+1)
	s.later(func() { c.endQuietly(wire.Lost) })
}

// childChanged is called after a child has changed its size, or has ended. It must not hold its mutex.
func (s *Session) childChanged(c *Session, hasEnded bool, reason wire.Reason) {
	s.mu.Lock()
	defer s.unlock()
	s.resized()
	i := s.childIndex(c)
	if !hasEnded || i < 0 {
		return
	}
	s.children = slices.Delete(s.children, i, i+1)
	if prog, ok := s.Page.prog.(Parent); ok {
		s.later(func() { s.Page.Post(func() { prog.ChildEnded(c, reason) }) })
	}
}

// endQuietly ends the session, without a message to the client.
func (s *Session) endQuietly(reason wire.Reason) {
	s.mu.Lock()
	conn := s.end(reason)
	s.unlock()
	closeConn(conn, wire.Lost)
}

// later makes unlock call fn when it has released mu, which must be held.
func (s *Session) later(fn func()) { s.deferred = append(s.deferred, fn) }

// publish adds the size of a nested session to that of its parent. It reports whether it has changed. mu must
// be held once the session is known to others.
func (s *Session) publish() bool {
	size := 0
	if s.state != ended {
		size = s.SizeLocked()
	}
	change := size - s.published
	s.published = size
	s.parent.childBytes.Add(int64(change))
	return change != 0
}
