package session

import "github.com/lively-go/lively/internal/wire"

// More effects waiting than this, and the view is mounted anew.
const (
	maxEffects     = 1000
	maxEffectBytes = 256 << 10
)

// Effect queues something that happens once in the browser: with the next frame, or with the first one if nobody has joined.
func (s *Session) AddEffect(e wire.Effect) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addEffect(e)
}

// effect needs mu.
func (s *Session) addEffect(e wire.Effect) {
	if s.state == ended {
		return
	}
	s.effects = append(s.effects, e)
	s.effectBytes += len(e)
	if s.state == unadopted || len(s.effects) <= maxEffects && s.effectBytes <= maxEffectBytes {
		return // of a parked session the browser is not slow; and its program runs elsewhere, so it must not end here
	}
	name, _ := e.Name()
	s.opt.Log.Warn("live: too many effects wait for a slow browser; the view is mounted anew", "effects", len(s.effects), "bytes", s.effectBytes, "last", name)
	conn := s.end()
	closeConn(conn, wire.Remount, wire.Overflow)
}
