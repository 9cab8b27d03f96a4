package live

import (
	"slices"
	"time"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// commitStreams sends what the pass has rendered of Streams. Those that it has not reached forget their rows.
func (ps *pass) commitStreams() {
	p := ps.prog
	if len(p.streams()) == 0 {
		return
	}
	p.leaves.streams = slices.DeleteFunc(p.leaves.streams, func(s streamer) bool {
		st := s.state()
		if st.lastPass == ps.n {
			st.commit(s, p)
			return false
		}
		st.hide()
		s.clear()
		st.keys.release()
		st.isUnknown, st.isFilled, st.published = true, true, false
		return true
	})
}

// rollbackStreams makes Streams what they were before the pass. What the pass has rendered is rendered again.
func (ps *pass) rollbackStreams() {
	for _, s := range ps.prog.streams() {
		st := s.state()
		if st.next != nil && st.next.isNew {
			st.num = 0
		}
		st.next = nil
	}
}

// joinStreams sends the rows that are not in the document, and reports whether refill must be called.
func (p *program) joinStreams() (changed bool) {
	for _, s := range p.streams() {
		st := s.state()
		if b := st.unsent; b != nil {
			st.unsent = nil
			p.ses.AddOperations(st.send(b))
		}
		changed = changed || st.isUnknown
	}
	return changed
}

var _ session.Streamer = (*program)(nil)

// refillInterval is the least time between two calls of refill for reports of the same client.
const refillInterval = time.Second

// CheckStreams implements session.Streamer.
func (p *program) CheckStreams(states []wire.StreamState) {
	for _, each := range states {
		if st := p.stream(each.Element); st != nil && !st.expects(each.Number, each.Sum) {
			st.refillSoon()
		}
	}
}

// streamBytes returns the approximate number of bytes that Streams keep.
func (p *program) streamBytes() (n int) {
	for _, s := range p.streams() {
		n += s.state().size() + rowSize*s.waiting()
	}
	return n
}

// rowSize is the approximate number of bytes of a row that waits, without what it refers to.
const rowSize = 128
