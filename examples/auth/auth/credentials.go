package auth

import (
	"context"
	"errors"

	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

// The texts that do not reveal whether there is an account.
const (
	textWrong = "Wrong address or password."
	textLimit = "Too many attempts. Wait a minute and try again."
)

// check returns the user with these credentials, or an Errors for the form. It counts each attempt.
func (a *app) check(ctx context.Context, c Credentials, client string) (store.User, error) {
	account := store.Address(c.Email)
	if !a.clients.Allow(client) || !a.accounts.Allow(account) {
		return store.User{}, live.Errors{"": textLimit}
	}
	user, err := a.Store.UserByEmail(ctx, account)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.User{}, err
	}
	if !a.passwords.matches(c.Password, user.Password) {
		return store.User{}, live.Errors{"": textWrong}
	}
	a.accounts.Forget(account)
	return user, nil
}
