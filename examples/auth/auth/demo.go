package auth

import (
	"context"

	"github.com/alexedwards/argon2id"

	"github.com/lively-go/lively/examples/auth/store"
)

// AddDemoUsers adds two users to a store without any, and returns a hint for the login.
func AddDemoUsers(ctx context.Context, s *store.Store) (hint string, err error) {
	const password = "correct horse"
	users, err := s.Users(ctx)
	if err != nil || len(users) > 0 {
		return "", err
	}
	hash, err := argon2id.CreateHash(password, argon2id.DefaultParams)
	if err != nil {
		return "", err
	}
	for _, u := range []store.User{
		{Name: "Ann", Email: "ann@example.com", Password: hash, IsAdmin: true},
		{Name: "Bob", Email: "bob@example.com", Password: hash},
	} {
		if _, err := s.AddUser(ctx, u); err != nil {
			return "", err
		}
	}
	return "To try it: ann@example.com, an administrator, or bob@example.com, with the password “" + password + "”.", nil
}
