package session

import (
	"bytes"
	"sync"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// due says whether something may go to the browser. It needs mu.
func (s *Session) hasOutput() bool {
	if s.state != attached {
		return false
	}
	if !s.window.open() {
		return len(s.effects) == 0 && s.refs.handled > s.refs.acked
	}
	return s.dirty || s.needFullHTML || len(s.effects) > 0 || s.refs.handled > s.refs.acked
}

// flush renders if something changed and queues one frame; it returns the link that must be flushed. While the window is closed nothing is rendered; answers go all the
// same, but none that an effect belongs to.
func (s *Session) flush() Conn {
	s.mu.Lock()
	if !s.hasOutput() {
		s.mu.Unlock()
		return nil
	}
	open, full := s.window.open(), s.needFullHTML
	render := open && (s.dirty || full)
	if open {
		s.dirty, s.needFullHTML = false, false
	}
	s.mu.Unlock()

	var f wire.Frame
	var updates [1]wire.Update
	if render {
		if !s.callProgram("Render", s.render) {
			s.crash()
			return nil
		}
		if updates[0] = s.page.takeUpdate(full); updates[0].Version > 0 {
			f.Updates = updates[:]
		}
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == ended {
		return nil
	}
	if f.Acks = s.refs.handled - s.refs.acked; open {
		f.Effects, s.effects, s.effectBytes = s.effects, nil, 0
	}
	s.refs.acked = s.refs.handled
	s.sendFrame(f)
	return s.conn
}

// render compares the page with what the browser was told.
func (s *Session) render() {
	html := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(html)
	html.Reset()
	err := s.prog.Render(html)
	if err == nil {
		err = s.page.update(html.Bytes())
	}
	if err != nil {
		s.prog.RenderFailed(err)
	}
}

// send needs mu.
func (s *Session) sendFrame(f wire.Frame) {
	if f.Acks == 0 && f.Updates == nil && f.Effects == nil {
		return
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	data := bytes.Clone(f.Append(buf.AvailableBuffer()))
	if f.Updates != nil || f.Effects != nil {
		s.window.add(frame{data: data, ackedBefore: s.refs.acked - f.Acks, acks: f.Acks, version: s.page.version})
	}
	if s.conn != nil {
		s.conn.Enqueue(socket.Message{Data: data})
	}
}
