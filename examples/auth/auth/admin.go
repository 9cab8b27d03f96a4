package auth

import (
	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

type admin struct {
	base
	Users []store.User
}

// The events of the page of administrators.
type (
	SetAdmin struct {
		ID      int64
		IsAdmin bool
	}
	EndAll struct{ ID int64 } // log a user out everywhere
)

func (v *admin) Title() string       { return "Users" }
func (v *admin) Events() live.Events { return live.Events{live.On(v.setAdmin), live.On(v.endAll)} }

func (v *admin) Mount(s *live.Socket) error {
	if err := v.base.Mount(s); err != nil {
		return err
	}
	return v.load(s)
}

func (v *admin) load(s *live.Socket) (err error) {
	v.Users, err = v.app.Store.Users(s.Context())
	return err
}

// setAdmin changes the rights of another user, whose pages then connect again: they may show what the user may no longer see.
func (v *admin) setAdmin(s *live.Socket, e SetAdmin) error {
	l, err := v.currentAdmin(s.Context())
	if err != nil {
		return err
	}
	if e.ID == l.Acting.ID {
		s.Flash(live.FlashWarning, "Another administrator must do that.")
		return nil
	}
	if err := v.app.Store.SetAdmin(s.Context(), e.ID, e.IsAdmin); err != nil {
		return err
	}
	if err := live.Disconnect(s.Context(), &v.app.bus, userTopic(e.ID)); err != nil {
		return err
	}
	return v.load(s)
}

func (v *admin) endAll(s *live.Socket, e EndAll) error {
	if _, err := v.currentAdmin(s.Context()); err != nil {
		return err
	}
	if err := v.app.endLogins(s.Context(), e.ID); err != nil {
		return err
	}
	s.Flash(live.FlashSuccess, "Logged out everywhere.", live.FlashKey("logout"))
	return nil
}
