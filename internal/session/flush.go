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
func (s *Session) flush() Link {
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
	if render {
		pictures, ok := s.render(whole)
		if !ok {
			s.crash()
			return nil
		}
		f.Pictures = pictures
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

// render compares the page with what the browser was told. False: Render panicked.
func (s *Session) render(whole bool) (pictures []wire.Picture, ok bool) {
	ok = s.safely("Render", func() {
		html := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(html)
		html.Reset()
		if err := s.prog.Render(html); err != nil {
			s.prog.Failed(err)
			return
		}
		patch, err := s.pic.next(html.Bytes())
		switch {
		case err != nil:
			s.prog.Failed(err)
		case len(patch) > 0:
			pictures = []wire.Picture{{Version: s.pic.version, Patch: patch}}
		}
	})
	if ok && whole {
		pictures = []wire.Picture{{Version: s.pic.version, HTML: s.pic.snap.HTML()}}
	}
	return pictures, ok
}

// send needs mu.
func (s *Session) send(f wire.Frame) {
	if f.Refs == 0 && f.Pictures == nil && f.Effects == nil {
		return
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	data := bytes.Clone(f.Append(buf.AvailableBuffer()))
	if f.Pictures != nil || f.Effects != nil {
		s.sent.add(frame{data: data, told: s.refs.told - f.Refs, refs: f.Refs, version: s.pic.version})
	}
	if s.link != nil {
		s.link.Queue(socket.Message{Data: data})
	}
}
