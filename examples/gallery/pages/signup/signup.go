// Package signup is a form whose fields are checked while the user types.
package signup

import (
	"strings"

	"github.com/lively-go/lively/live"
)

// Account holds the fields of the form.
type Account struct {
	Email    string
	Password string `live:",secret"` // never rendered
	Age      int
	Plan     string
	Terms    bool
}

// Validate reports what is wrong, by the name of the field. A field shows its error when the user has changed
// it or submitted the form.
func (a Account) Validate() error {
	errs := live.Errors{}
	if name, host, ok := strings.Cut(a.Email, "@"); !ok || name == "" || host == "" {
		errs["email"] = "Enter an email address."
	}
	if len(a.Password) < 8 {
		errs["password"] = "Use at least 8 characters."
	}
	if a.Age < 16 {
		errs["age"] = "You must be 16 or older."
	}
	if !a.Terms {
		errs["terms"] = "Accept the terms."
	}
	return errs.Err()
}

// Signup is the view.
type Signup struct {
	Form    live.Form[Account]
	Created string // the address of the account
}

// Mount chooses a plan to begin with.
func (v *Signup) Mount(*live.Socket) error {
	v.Form.Value.Plan = "free"
	return nil
}

// Events lists the handlers.
func (v *Signup) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.save)}
}

// save is called with valid accounts only. It may find further errors.
func (v *Signup) save(_ *live.Socket, a Account) error {
	if a.Email == "ann@example.com" {
		return live.Errors{"email": "There is an account with this address."}
	}
	v.Created = a.Email
	return nil
}
