package session

import (
	"unsafe"

	"github.com/lively-go/lively/internal/wire"
)

// baseSize is the approximate number of bytes of a session and its program without a page: structs,
// maps and contexts.
const baseSize = 4 << 10

// Size returns the approximate number of bytes that the session keeps: the page, the program, and
// the events and effects that wait to be handled or acknowledged. The application's own data is not
// included.
func (s *Session) Size() int {
	s.mu.Lock()
	defer s.unlock()
	return s.SizeLocked()
}

// SizeLocked is like Size. It may only be called by the functions of Options that are called with
// the session's mutex held.
func (s *Session) SizeLocked() int {
	return baseSize + int(s.childBytes.Load()) + s.pageSize + s.progSize + s.eventBytes +
		s.window.bytes + len(s.window.frames)*int(unsafe.Sizeof(frame{})) +
		s.effectBytes + len(s.effects)*int(unsafe.Sizeof(wire.Effect{}))
}

// setSizes sets the sizes of the page and the program.
func (s *Session) setSizes(page, prog int) {
	s.mu.Lock()
	defer s.unlock()
	s.pageSize, s.progSize = page, prog
}

// resized calls OnResize if the session is detached or sleeps. mu must be held.
func (s *Session) resized() {
	if s.idle && s.opt.OnResize != nil {
		s.opt.OnResize(s)
	}
}
