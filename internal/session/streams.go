package session

import (
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// A Streamer is a Program that has streams: elements whose rows are not part of what Render writes. It changes
// the rows with Session.AddOperations.
type Streamer interface {
	// CheckStreams is called with what the client has of streams. Where that is not what the program expects, the
	// next Render replaces all rows of the stream. The runner of the page calls it.
	CheckStreams([]wire.StreamState)
}

// AddOperations queues an effect of wire.Stream for the next frame, before the effects of other kinds that were
// queued already: they may concern its rows. It does not count for the limit on pending effects. It must be called
// by Render or Joined of the program, so that the frame also contains the update of that render.
func (s *Session) AddOperations(e wire.Effect) {
	s.mu.Lock()
	defer s.unlock()
	if s.state == ended {
		return
	}
	at := slices.IndexFunc(s.effects, func(other wire.Effect) bool { return !other.IsStream() })
	if at < 0 {
		at = len(s.effects)
	}
	s.effects = slices.Insert(s.effects, at, e)
	s.effectBytes += len(e)
	s.freeEffects++
	s.freeEffectBytes += len(e)
	s.resized()
}

// checkStreams passes on what the client has of streams, in a task that also takes what the client reports until it
// runs: a client that reports often does not fill the inbox. mu must be held.
func (s *Session) checkStreams(states []wire.StreamState) {
	prog, ok := s.Page.prog.(Streamer)
	if !ok || len(states) == 0 {
		return
	}
	s.later(func() { s.Page.postStreams(prog, states) })
}

// postStreams queues a call of CheckStreams. If one is queued already, that receives states instead of its own.
func (p *Page) postStreams(prog Streamer, states []wire.StreamState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	if p.streams != nil {
		*p.streams = states // a report has all streams of the session: the earlier one is obsolete
		return
	}
	p.streams = &states
	p.enqueue(task{fn: func() {
		p.mu.Lock()
		p.streams = nil
		p.mu.Unlock()
		prog.CheckStreams(states)
	}})
}
