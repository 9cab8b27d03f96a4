package session

import "github.com/lively-go/lively/internal/wire"

// acceptEvent accepts an event that has been received. It returns a reason other than Lost if the client has
// sent too many. mu must be held.
func (s *Session) acceptEvent(msg wire.ClientMessage) wire.Reason {
	switch s.refs.accept(s.conn.MaxEvents()) {
	case acceptNew:
		if s.conn.Count(1) > wire.MaxPendingEvents {
			return wire.Flood
		}
		size := msg.(wire.Event).Size()
		if s.eventBytes > 0 && s.eventBytes+size > s.opt.MaxEventBytes {
			return wire.Flood
		}
		s.eventBytes += size
		s.events = append(s.events, msg)
		s.requests.event = true
	case acceptOverflow:
		return wire.Flood
	}
	return wire.Lost
}

// nextEvent returns the oldest event that was accepted and not handled yet. It reports false if the session
// has ended. It must be called by the runner, once for each event.
func (s *Session) nextEvent() (ref int, e wire.Event, ok bool) {
	s.mu.Lock()
	defer s.unlock()
	if len(s.events) == 0 {
		return 0, wire.Event{}, false
	}
	e = s.events[0].(wire.Event)
	s.events[0] = nil
	if s.events = s.events[1:]; len(s.events) == 0 {
		s.events = s.eventBuf[:0]
	}
	return s.refs.handled + 1, e, true
}

// setOutcome records the outcome of an event that the program has handled.
func (s *Session) setOutcome(ref, size int, outcome, reason string) {
	s.mu.Lock()
	defer s.unlock()
	s.refs.handled = ref
	s.eventBytes -= size
	if outcome != Applied {
		s.addEffect(wire.Outcome(ref, outcome, reason))
	}
}
