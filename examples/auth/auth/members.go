package auth

import (
	"slices"

	"github.com/lively-go/lively/examples/auth/mail"
	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

type home struct{ base }

func (v *home) Title() string { return "Home" }

type members struct {
	base
	Logins []store.Login
}

// EndLogin logs out another browser.
type EndLogin struct{ ID string }

func (v *members) Title() string       { return "Your account" }
func (v *members) Events() live.Events { return live.Events{live.On(v.endLogin)} }

func (v *members) Mount(s *live.Socket) error {
	if err := v.base.Mount(s); err != nil {
		return err
	}
	return v.load(s)
}

func (v *members) load(s *live.Socket) (err error) {
	v.Logins, err = v.app.Store.Logins(s.Context(), v.Login.Acting.ID)
	return err
}

// endLogin ends a login of the user. The ID comes from the browser, so it may be that of anyone.
func (v *members) endLogin(s *live.Socket, e EndLogin) error {
	l, err := v.current(s.Context())
	if err != nil {
		return err
	}
	own, err := v.app.Store.Logins(s.Context(), l.Acting.ID)
	if err != nil || !slices.ContainsFunc(own, func(l store.Login) bool { return l.ID == e.ID }) {
		return err
	}
	if err := v.app.endLogin(s.Context(), e.ID); err != nil {
		return err
	}
	s.Flash(live.FlashSuccess, "Logged out there.")
	return v.load(s)
}

type mails struct {
	base
	Mails []mail.Mail
}

func (v *mails) Title() string { return "Mails" }

func (v *mails) Mount(s *live.Socket) error {
	v.Mails = v.app.Mails.Mails()
	return v.base.Mount(s)
}
