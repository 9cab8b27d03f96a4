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
	if !s.isOpen() {
		return len(s.effects) == 0 && s.refs.handled > s.refs.acked
	}
	return s.dirty || s.needFullHTML || s.pending.Load() || len(s.effects) > 0 || s.refs.handled > s.refs.acked
}

// isOpen reports whether a frame with updates and effects may be sent. mu must be held.
func (s *Session) isOpen() bool { return !s.asleep && s.window.open() }

// flush renders if the page may have changed, and queues one frame. It returns the connection to flush,
// if any. While the window is closed, nothing is rendered. Events are still acknowledged, unless
// effects are queued: an effect must not follow the acknowledgement of its event. flush must be called
// by the runner; changed states that something has run since the last call that may change the page.
func (s *Session) flush(changed bool) Conn {
	open, render, full, ok := s.prepareFlush(changed)
	if !ok {
		return nil
	}
	p := s.Page
	var f wire.Frame
	var updates [1]wire.Update
	if render {
		if !p.render() {
			s.crash()
			return nil
		}
		if updates[0] = p.rendering.takeUpdate(full); updates[0].Version > 0 {
			f.Updates = updates[:]
		}
	}

	var children []*Session
	if open {
		children = s.reserveChildren()
		defer startRunners(children)
	}
	pageSize, progSize := p.rendering.snapshot.Size(), p.prog.Size()
	s.mu.Lock()
	defer s.unlock()
	if s.state == ended {
		return nil
	}
	s.pageSize, s.progSize = pageSize, progSize
	if f.Acks = s.refs.handled - s.refs.acked; open {
		f.Effects, s.effects, s.effectBytes = s.effects, nil, 0
		s.freeEffects, s.freeEffectBytes = 0, 0
	}
	if s.conn != nil {
		s.conn.Count(-f.Acks)
	}
	s.refs.acked = s.refs.handled
	var opened []*Session
	s.openChildren(children, s.window.acked+len(s.window.frames)+1, func(element int, r wire.JoinedRoot, c *Session) {
		f.Effects, opened = append(f.Effects, wire.Open(element, r)), append(opened, c)
	})
	s.sendFrame(f, opened)
	s.resized()
	conn := s.conn
	s.endDrained()
	return conn
}

// prepareFlush reports whether there is something to send, and whether the page must be rendered for
// that.
func (s *Session) prepareFlush(changed bool) (open, render, full, ok bool) {
	s.mu.Lock()
	defer s.unlock()
	s.dirty = s.dirty || changed
	if !s.hasOutput() {
		return false, false, false, false
	}
	open, full = s.isOpen(), s.needFullHTML
	render = open && (s.dirty || full)
	if open {
		s.dirty, s.needFullHTML = false, false
	}
	return open, render, full, true
}

// sendFrame queues a frame unless it is empty, and adds it to the window unless it only
// acknowledges events. opened are the nested sessions that it opens. It must be called by the runner, with
// mu held.
func (s *Session) sendFrame(f wire.Frame, opened []*Session) {
	if f.Acks == 0 && f.Updates == nil && f.Effects == nil {
		return
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	data := bytes.Clone(f.Append(buf.AvailableBuffer()))
	if f.Updates != nil || f.Effects != nil {
		s.window.add(frame{data: data, ackedBefore: s.refs.acked - f.Acks, acks: f.Acks, version: s.Page.rendering.version, opened: opened})
	}
	if s.conn != nil {
		s.conn.Enqueue(socket.Message{Data: data})
	}
}
