package auth

import (
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/auth/mail"
	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

const password = "correct horse"

// cheap is a cost of hashes for tests.
var cheap = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// A site is the application with Ann, an administrator, and Bob.
type site struct {
	srv   *live.Server
	store *store.Store
	mails *mail.Sink
}

func newSite(t *testing.T) *site {
	t.Helper()
	s, err := store.Open(t.Context(), "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	hash, err := argon2id.CreateHash(password, cheap)
	require.NoError(t, err)
	for _, u := range []store.User{{Name: "Ann", Email: "ann@example.com", IsAdmin: true}, {Name: "Bob", Email: "bob@example.com"}} {
		u.Password = hash
		_, err := s.AddUser(t.Context(), u)
		require.NoError(t, err)
	}
	mails := new(mail.Sink)
	srv, err := NewServer(Config{Store: s, Mails: mails, Cost: cheap})
	require.NoError(t, err)
	return &site{srv, s, mails}
}

// logIn logs a user in with another browser.
func (s *site) logIn(t *testing.T, name string) *livetest.Page {
	t.Helper()
	p := livetest.Open(t, s.srv, "/login")
	submitLogin(p, name, password)
	require.Equal(t, "/members", p.URL())
	return p
}

func submitLogin(p *livetest.Page, name, password string) {
	p.Form("#login").Fill("email", strings.ToLower(name)+"@example.com").Fill("password", password).Submit()
}
