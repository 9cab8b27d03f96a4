package auth

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/lively-go/lively/examples/auth/mail"
	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

// resetTime is how long the link in a mail is valid.
const resetTime = time.Hour

// Address is the data of the page that sends a link.
type Address struct{ Email string }

// Validate reports what is missing.
func (d Address) Validate() error {
	if !isAddress(d.Email) {
		return live.Errors{"email": "Enter your email address."}
	}
	return nil
}

type forgot struct {
	base
	Form   live.Form[Address]
	client string
	Sent   bool
}

func (v *forgot) Title() string       { return "Forgotten password" }
func (v *forgot) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.submit)} }

// submit says the same, and takes as long, whether or not there is an account.
func (v *forgot) submit(s *live.Socket, d Address) error {
	if !v.app.clients.Allow(v.client) || !v.app.accounts.Allow("mail:"+store.Address(d.Email)) {
		return live.Errors{"": textLimit}
	}
	v.Sent = true
	go v.app.mailReset(context.WithoutCancel(s.Context()), d.Email)
	return nil
}

// mailReset sends a link to a user. It logs errors, because the page has said already what it says.
func (a *app) mailReset(ctx context.Context, email string) {
	user, err := a.Store.UserByEmail(ctx, email)
	if errors.Is(err, store.ErrNotFound) {
		return
	}
	var token string
	if err == nil {
		token, err = a.Store.AddReset(ctx, user.ID, resetTime)
	}
	if err != nil {
		slog.ErrorContext(ctx, "auth: cannot send a mail", "err", err)
		return
	}
	a.Mails.Send(mail.Mail{
		To: user.Email, Subject: "Choose another password",
		Text: "This site was asked for another password for your account. If that was not you, ignore this mail. The link is valid for an hour.",
		Link: "/reset/" + token,
	})
}

// NewPassword is the data of the page behind the link.
type NewPassword struct {
	Password string `live:",secret"`
}

// Validate reports a password that is not valid.
func (d NewPassword) Validate() error {
	if err := checkPassword(d.Password); err != "" {
		return live.Errors{"password": err}
	}
	return nil
}

type reset struct {
	base
	Form  live.Form[NewPassword]
	token string
	Valid bool
}

func (v *reset) Title() string       { return "Choose another password" }
func (v *reset) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.submit)} }

func (v *reset) Mount(s *live.Socket) (err error) {
	if v.Valid, err = v.app.Store.HasReset(s.Context(), v.token); err != nil {
		return err
	}
	return v.base.Mount(s)
}

// submit uses the token, and logs the user out everywhere: a stranger who knew the old password may have logged in.
func (v *reset) submit(s *live.Socket, d NewPassword) error {
	hash, err := v.app.passwords.hash(d.Password)
	if err != nil {
		return err
	}
	userID, err := v.app.Store.ResetPassword(s.Context(), v.token, hash)
	if errors.Is(err, store.ErrNotFound) {
		v.Valid = false
		return nil
	}
	if err != nil {
		return err
	}
	s.Flash(live.FlashSuccess, "Your password has changed. Log in with it.")
	if err := s.Navigate("/login"); err != nil {
		return err
	}
	return v.app.endLogins(s.Context(), userID)
}
