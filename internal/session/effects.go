package session

import (
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// Limits on pending effects. The view is remounted if a joined session exceeds one. Those that were
// queued before the join do not count: they are part of the page, like its HTML.
const (
	maxEffects     = 1000
	maxEffectBytes = 256 << 10
)

// AddEffect queues an effect for the next frame. In an unadopted session it is sent with the first
// frame after the join.
func (s *Session) AddEffect(e wire.Effect) {
	s.mu.Lock()
	defer s.unlock()
	s.addEffect(e)
}

// TakeEffects removes the last n pending effects of a name, if there are as many, and returns them in order.
func (s *Session) TakeEffects(name string, n int) []wire.Effect {
	s.mu.Lock()
	defer s.unlock()
	var taken []wire.Effect
	for i := len(s.effects) - 1; i >= 0 && len(taken) < n; i-- {
		e := s.effects[i]
		if other, _ := e.Name(); other != name {
			continue
		}
		taken, s.effects = append(taken, e), slices.Delete(s.effects, i, i+1)
		if s.effectBytes -= len(e); i < s.freeEffects {
			s.freeEffects, s.freeEffectBytes = s.freeEffects-1, s.freeEffectBytes-len(e)
		}
	}
	if len(taken) > 0 {
		s.resized()
	}
	slices.Reverse(taken)
	return taken
}

// addEffect queues an effect. mu must be held.
func (s *Session) addEffect(e wire.Effect) {
	if s.state == ended {
		return
	}
	s.effects = append(s.effects, e)
	s.effectBytes += len(e)
	// An unadopted session must not end here: its program is running, and no browser is slow.
	if s.state == unadopted || len(s.effects)-s.freeEffects <= maxEffects && s.effectBytes-s.freeEffectBytes <= maxEffectBytes {
		s.resized()
		return
	}
	name, _ := e.Name()
	s.Page.prog.Log().Warn("live: too many effects pending for a slow browser; remounting the view",
		"effects", len(s.effects), "bytes", s.effectBytes, "last", name)
	conn := s.end(wire.Overflow)
	closeConn(conn, wire.Overflow)
}
