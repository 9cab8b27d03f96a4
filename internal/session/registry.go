package session

import (
	"crypto/rand"
	"sync"
)

// A Registry finds sessions by the secret that their browser holds. A resume changes the secret; the one before stays good
// until the browser has spoken on the new connection, because the answer that held the new one may have been lost.
type Registry struct {
	mu       sync.Mutex
	bySecret map[string]*Session
	secrets  map[*Session][]string // oldest first; at most two
}

// Add lists a session and returns its secret.
func (r *Registry) Add(s *Session) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bySecret == nil {
		r.bySecret, r.secrets = map[string]*Session{}, map[*Session][]string{}
	}
	return r.add(s)
}

// add needs mu.
func (r *Registry) add(s *Session) string {
	secret := rand.Text()
	r.bySecret[secret] = s
	r.secrets[s] = append(r.secrets[s], secret)
	return secret
}

// Find returns the session of a secret, or nil.
func (r *Registry) Find(secret string) *Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bySecret[secret]
}

// Renew gives the session of a secret another one; this one stays good until Settle. "" if it is not good any more.
func (r *Registry) RotateSecret(secret string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.bySecret[secret]
	if s == nil {
		return ""
	}
	r.removeSecrets(s, func(other string) bool { return other != secret })
	return r.add(s)
}

// Settle says that the browser has this secret: those before it are forgotten. One that is newer stays; another connection
// has brought it meanwhile.
func (r *Registry) ConfirmSecret(secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.bySecret[secret]
	older := s != nil
	r.removeSecrets(s, func(other string) bool {
		older = older && other != secret
		return older
	})
}

// Remove forgets s.
func (r *Registry) Remove(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.removeSecrets(s, func(string) bool { return true })
}

// drop needs mu.
func (r *Registry) removeSecrets(s *Session, match func(string) bool) {
	all := r.secrets[s]
	if len(all) == 0 { // it ended before a browser joined
		return
	}
	kept := all[:0]
	for _, secret := range all {
		if match(secret) {
			delete(r.bySecret, secret)
		} else {
			kept = append(kept, secret)
		}
	}
	if r.secrets[s] = kept; len(kept) == 0 {
		delete(r.secrets, s)
	}
}

// Len is the number of sessions that are listed.
func (r *Registry) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.secrets)
}

// All returns every session that is listed.
func (r *Registry) All() []*Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]*Session, 0, len(r.secrets))
	for s := range r.secrets {
		all = append(all, s)
	}
	return all
}
