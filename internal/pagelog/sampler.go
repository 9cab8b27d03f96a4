package pagelog

import (
	"crypto/sha256"
	"sync"
	"time"
)

// Limits of a sampler.
const (
	maxLines = 3           // lines of one kind that are written at once
	period   = time.Minute // after which another one is written
	maxKinds = 256         // kinds that a sampler distinguishes
	maxName  = 200         // bytes of a kind's name that are kept
)

// A sampler decides which of many lines of the same kind are written: the first ones, and then
// one in each period. The zero sampler is ready to use, and allocates nothing before the first line.
// Its methods may be called by any goroutine.
type sampler struct {
	mu    sync.Mutex
	kinds map[string]*kind
}

// A kind counts the lines of one kind.
type kind struct {
	written    int       // lines of the current burst
	next       time.Time // when the next line may be written after the burst
	suppressed int       // lines that were not written since the last one
}

// allow reports whether a line is written, and how many of its kind were not written before it. burst
// is the number of lines that are written at once.
func (s *sampler) allow(name string, burst int) (suppressed int, ok bool) {
	if len(name) > maxName { // an error of the application may quote what a client has sent
		sum := sha256.Sum256([]byte(name))
		name = string(sum[:])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	k := s.find(name, now)
	if now.Sub(k.next) > period { // it was quiet: allow another burst
		k.written = 0
	}
	switch {
	case k.written < burst:
		k.written++
	case now.Before(k.next):
		k.suppressed++
		return 0, false
	}
	k.next = now.Add(period)
	suppressed, k.suppressed = k.suppressed, 0
	return suppressed, true
}

// find returns the counts of a kind. If there are too many kinds, the others share one. mu must be
// held.
func (s *sampler) find(name string, now time.Time) *kind {
	if k := s.kinds[name]; k != nil {
		return k
	}
	if len(s.kinds) >= maxKinds {
		for other, k := range s.kinds {
			if now.After(k.next) {
				delete(s.kinds, other)
			}
		}
	}
	if len(s.kinds) >= maxKinds {
		if name = ""; s.kinds[name] != nil {
			return s.kinds[name]
		}
	}
	if s.kinds == nil {
		s.kinds = map[string]*kind{}
	}
	k := &kind{}
	s.kinds[name] = k
	return k
}
