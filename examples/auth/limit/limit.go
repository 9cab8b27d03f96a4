// Package limit limits how often something is tried, for each key.
package limit

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKeys is the number of keys after which the limits of those that have not been used for a while are forgotten.
const maxKeys = 10_000

// A Limiter limits attempts by key, such as an account or a network address. Its methods may be called by any goroutine.
type Limiter struct {
	Every time.Duration // between attempts, on average
	Burst int           // attempts at once

	mu   sync.Mutex
	keys map[string]*rate.Limiter
}

// Allow reports whether another attempt is allowed for a key, and counts it if so.
func (l *Limiter) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter := l.keys[key]
	if limiter == nil {
		if l.prune(); l.keys == nil {
			l.keys = map[string]*rate.Limiter{}
		}
		limiter = rate.NewLimiter(rate.Every(l.Every), l.Burst)
		l.keys[key] = limiter
	}
	return limiter.Allow()
}

// Forget forgets the attempts for a key, after one has succeeded.
func (l *Limiter) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.keys, key)
}

// prune forgets the keys without recent attempts, if there are many.
func (l *Limiter) prune() {
	if len(l.keys) < maxKeys {
		return
	}
	for key, limiter := range l.keys {
		if limiter.Tokens() >= float64(l.Burst) {
			delete(l.keys, key)
		}
	}
}
