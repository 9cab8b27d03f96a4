package session

import (
	"crypto/rand"
	"strings"
	"sync"
)

// A Registry finds joined sessions by the secret that the client holds. A resume rotates the
// secret. The previous one stays valid until the client has sent a message on the new connection,
// because the reply with the new secret may have been lost. The zero Registry is empty. Its methods
// may be called by any goroutine.
type Registry struct {
	// Node is the prefix of all secrets, by which nodes recognize their own. It must be set before
	// the first call of a method.
	Node string

	mu       sync.Mutex
	bySecret map[string]*Session
	secrets  map[*Session][]string // oldest first, at most two
}

// Add registers a session and returns its secret.
func (r *Registry) Add(s *Session) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bySecret == nil {
		r.bySecret, r.secrets = map[string]*Session{}, map[*Session][]string{}
	}
	return r.addSecret(s)
}

// addSecret gives s a new secret. mu must be held.
func (r *Registry) addSecret(s *Session) string {
	secret := r.Node + rand.Text()
	r.bySecret[secret] = s
	r.secrets[s] = append(r.secrets[s], secret)
	return secret
}

// randomSize is the length of rand.Text.
const randomSize = 26

// IsForeign reports whether the secret looks like that of a registry with another Node.
func (r *Registry) IsForeign(secret string) bool {
	return len(secret) == len(r.Node)+randomSize && !strings.HasPrefix(secret, r.Node)
}

// Find returns the session with this secret, or nil.
func (r *Registry) Find(secret string) *Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bySecret[secret]
}

// RotateSecret gives the session with this secret a new one and returns it. The current one stays
// valid until ConfirmSecret. RotateSecret returns "" if secret is no longer valid.
func (r *Registry) RotateSecret(secret string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.bySecret[secret]
	if s == nil {
		return ""
	}
	r.removeSecrets(s, func(other string) bool { return other != secret })
	return r.addSecret(s)
}

// ConfirmSecret records that the client has received this secret, and invalidates the older ones.
// Newer secrets, which a resume on another connection has created meanwhile, stay valid.
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

// Remove removes a session. It does nothing if s was never added.
func (r *Registry) Remove(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.removeSecrets(s, func(string) bool { return true })
}

// removeSecrets removes the secrets of s for which match returns true. mu must be held.
func (r *Registry) removeSecrets(s *Session, match func(string) bool) {
	all := r.secrets[s]
	if len(all) == 0 { // the session ended before a browser joined
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

// Len returns the number of registered sessions.
func (r *Registry) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.secrets)
}

// All returns the registered sessions, in no particular order.
func (r *Registry) All() []*Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]*Session, 0, len(r.secrets))
	for s := range r.secrets {
		all = append(all, s)
	}
	return all
}
