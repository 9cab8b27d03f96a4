package auth

import (
	"errors"
	"net/http"
	"strings"

	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

// Account is the data of a new account.
type Account struct {
	Name     string
	Email    string
	Password string `live:",secret"`
}

// Validate reports what is missing.
func (c Account) Validate() error {
	errs := live.Errors{}
	if name := strings.TrimSpace(c.Name); name == "" || len(name) > 100 {
		errs["name"] = "Enter your name."
	}
	if !isAddress(c.Email) {
		errs["email"] = "Enter an email address."
	}
	if err := checkPassword(c.Password); err != "" {
		errs["password"] = err
	}
	return errs.Err()
}

func checkPassword(password string) string {
	switch {
	case len(password) < minPassword:
		return "Use at least 10 characters."
	case len(password) > maxPassword:
		return "Use at most 200 characters."
	}
	return ""
}

type signUp struct {
	base
	Form   live.Form[Account]
	client string
}

func (v *signUp) Title() string       { return "Sign up" }
func (v *signUp) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.submit)} }

func (v *signUp) submit(s *live.Socket, c Account) error {
	if !v.app.clients.Allow(v.client) {
		return live.Errors{"": textLimit}
	}
	_, err := v.app.Store.UserByEmail(s.Context(), c.Email)
	switch {
	case err == nil:
		return live.Errors{"email": "There is an account with this address."}
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return s.SubmitForm("/account")
}

// postSignUp checks again, adds the account, and logs in.
func (a *app) postSignUp(w http.ResponseWriter, r *http.Request) {
	c := Account{Name: strings.TrimSpace(r.PostFormValue("name")), Email: r.PostFormValue("email"), Password: r.PostFormValue("password")}
	if !a.clients.Allow(clientOf(r)) {
		fail(w, r, live.Errors{"": textLimit}, "/signup")
		return
	}
	if c.Validate() != nil {
		fail(w, r, live.Errors{"": "The account is not valid."}, "/signup")
		return
	}
	hash, err := a.passwords.hash(c.Password)
	if err != nil {
		fail(w, r, err, "/signup")
		return
	}
	id, err := a.Store.AddUser(r.Context(), store.User{Name: c.Name, Email: c.Email, Password: hash})
	if errors.Is(err, store.ErrTaken) {
		err = live.Errors{"": "There is an account with this address."}
	}
	if err == nil {
		err = a.logIn(r, id, false)
	}
	if err != nil {
		fail(w, r, err, "/signup")
		return
	}
	live.AddFlash(w, r, live.FlashSuccess, "Your account is ready.")
	http.Redirect(w, r, "/members", http.StatusSeeOther)
}
