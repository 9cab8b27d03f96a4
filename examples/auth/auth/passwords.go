package auth

import (
	"runtime"

	"github.com/alexedwards/argon2id"
)

// The length of a password, in bytes. A very long one would only cost time.
const (
	minPassword = 10
	maxPassword = 200
)

// passwords hashes and compares passwords. Each hash costs much memory, so that only a few are made at the same time.
type passwords struct {
	cost  *argon2id.Params
	dummy string        // hash that no password matches
	free  chan struct{} // a value for each hash that is being made
}

func newPasswords(cost *argon2id.Params) (*passwords, error) {
	p := &passwords{cost: cost, free: make(chan struct{}, max(1, runtime.NumCPU()/2))}
	var err error
	p.dummy, err = p.hash("no user has this password")
	return p, err
}

func (p *passwords) hash(password string) (string, error) {
	p.free <- struct{}{}
	defer func() { <-p.free }()
	return argon2id.CreateHash(password, p.cost)
}

// matches reports whether password has a hash. Without a hash, because there is no such user, it takes as long.
func (p *passwords) matches(password, hash string) bool {
	isKnown := hash != ""
	if !isKnown {
		hash = p.dummy
	}
	p.free <- struct{}{}
	defer func() { <-p.free }()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && ok && isKnown
}
