// Package signup implements a form with validation of its fields.
package signup

import (
	"context"
	"strings"

	"github.com/lively-go/lively/live"
)

// An Account is the data of the form.
type Account struct {
	Email    string
	Password string `live:",secret"`
	Age      int
}

// Validate returns the errors of the fields.
func (a Account) Validate() error {
	errs := live.Errors{}
	if !strings.Contains(a.Email, "@") {
		errs["email"] = "must be an email address"
	}
	if len(a.Password) < 8 {
		errs["password"] = "must have at least 8 characters"
	}
	return errs.Err()
}

// A Store holds the accounts.
type Store interface {
	Create(context.Context, Account) error
}

// A Signup is the page at /signup.
type Signup struct {
	Store Store
	Form  live.Form[Account]
}

func (v *Signup) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.save)}
}

// save is called with valid accounts only.
func (v *Signup) save(s *live.Socket, a Account) error {
	if err := v.Store.Create(s.Context(), a); err != nil {
		return err // a live.Errors is shown in the form; anything else is logged
	}
	s.Navigate("/welcome")
	return nil
}
