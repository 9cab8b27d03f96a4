package session

import (
	"bytes"
	"sync"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// buffers holds buffers for HTML and frames.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// hasOutput reports whether there is something to send. mu must be held.
func (s *Session) hasOutput() bool {
	if s.state != attached {
		return false
	}
	if !s.window.open() {
		return len(s.effects) == 0 && s.refs.handled > s.refs.acked
	}
	return s.dirty || s.needFullHTML || len(s.effects) > 0 || s.refs.handled > s.refs.acked
}

// flush renders if something has changed, and queues one frame. It returns the connection to flush,
// if any. While the window is closed, nothing is rendered. Events are still acknowledged, unless
// effects are queued: an effect must not follow the acknowledgement of its event.
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

	pageSize, progSize := s.page.snapshot.Size(), s.prog.Size()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == ended {
		return nil
	}
	s.pageSize, s.progSize = pageSize, progSize
	if f.Acks = s.refs.handled - s.refs.acked; open {
		f.Effects, s.effects, s.effectBytes = s.effects, nil, 0
		s.freeEffects, s.freeEffectBytes = 0, 0
	}
	s.refs.acked = s.refs.handled
	s.sendFrame(f)
	s.resized()
	conn := s.conn
	s.endDrained()
	return conn
}

// render renders the page and compares it with its previous version.
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

// sendFrame queues a frame unless it is empty, and adds it to the window unless it only
// acknowledges events. mu must be held.
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
