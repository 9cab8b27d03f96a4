package session

import (
	"bytes"
	"sync"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// due says whether something may go to the browser. It needs mu.
func (s *Session) due() bool {
	if s.state != attached {
		return false
	}
	if !s.sent.open() {
		return len(s.effects) == 0 && s.refs.done > s.refs.told
	}
	return s.dirty || s.whole || len(s.effects) > 0 || s.refs.done > s.refs.told
}

// flush renders if something changed and queues one frame; it returns the link that must be flushed. While the window is closed nothing is rendered; answers go all the
// same, but none that an effect belongs to.
func (s *Session) flush() Conn {
	s.mu.Lock()
	if !s.due() {
		s.mu.Unlock()
		return nil
	}
	open, whole := s.sent.open(), s.whole
	render := open && (s.dirty || whole)
	if open {
		s.dirty, s.whole = false, false
	}
	s.mu.Unlock()

	var f wire.Frame
	var picture [1]wire.Update
	if render {
		if !s.safely("Render", s.render) {
			s.crash()
			return nil
		}
		if picture[0] = s.pic.told(whole); picture[0].Version > 0 {
			f.Updates = picture[:]
		}
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == ended {
		return nil
	}
	if f.Refs = s.refs.done - s.refs.told; open {
		f.Effects, s.effects, s.waiting = s.effects, nil, 0
	}
	s.refs.told = s.refs.done
	s.send(f)
	return s.link
}

// render compares the page with what the browser was told.
func (s *Session) render() {
	html := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(html)
	html.Reset()
	err := s.prog.Render(html)
	if err == nil {
		err = s.pic.next(html.Bytes())
	}
	if err != nil {
		s.prog.RenderFailed(err)
	}
}

// send needs mu.
func (s *Session) send(f wire.Frame) {
	if f.Refs == 0 && f.Updates == nil && f.Effects == nil {
		return
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	data := bytes.Clone(f.Append(buf.AvailableBuffer()))
	if f.Updates != nil || f.Effects != nil {
		s.sent.add(frame{data: data, told: s.refs.told - f.Refs, refs: f.Refs, version: s.pic.version})
	}
	if s.link != nil {
		s.link.Enqueue(socket.Message{Data: data})
	}
}
