package auth

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A logout ends the pages of this browser, and no others.
func TestLogOut_Here(t *testing.T) {
	s := newSite(t)
	p, other := s.logIn(t, "Bob"), s.logIn(t, "Bob")
	tab := p.Tab("/members")
	p.Form("#logout").Submit()
	require.Equal(t, "/", p.URL())
	require.Equal(t, "You are logged out.", p.Flash(live.FlashInfo))
	require.Equal(t, "/login?next=%2Fmembers", tab.Settle().URL(), "another tab of the browser")
	require.Equal(t, "Bob", other.Settle().Text("h1"), "another browser")
	require.Equal(t, "/login?next=%2Fmembers", p.Navigate("/members").URL())
}

func TestLogOut_There(t *testing.T) {
	s := newSite(t)
	p, other, stranger := s.logIn(t, "Bob"), s.logIn(t, "Bob"), s.logIn(t, "Ann")
	p.Reload()
	require.Len(t, p.Texts("#logins li"), 2)
	p.Click("#logins button")
	require.Len(t, p.Texts("#logins li"), 1)
	require.Equal(t, "Logged out there.", p.Flash(live.FlashSuccess))
	require.Equal(t, "/login?next=%2Fmembers", other.Settle().URL())
	require.Equal(t, "/members", stranger.Settle().URL())
}

// The ID of a login of another user has no effect.
func TestLogOut_OtherUser(t *testing.T) {
	s := newSite(t)
	s.logIn(t, "Bob")
	ann, err := s.store.Logins(t.Context(), 1)
	require.NoError(t, err)
	require.Empty(t, ann)
	victim := s.logIn(t, "Ann")
	ann, err = s.store.Logins(t.Context(), 1)
	require.NoError(t, err)
	bob, err := s.store.Logins(t.Context(), 2)
	require.NoError(t, err)
	v := &forged{&members{base: base{app: &app{Config: Config{Store: s.store}}, Login: &bob[0]}}, ann[0]}
	livetest.Mount(t, func() live.View { return v }).Click("#login-" + ann[0].ID + " button")
	require.Equal(t, "Ann", victim.Reload().Text("h1"))
}

// A forged page of a member also has the button for another login.
type forged struct {
	*members
	other store.Login
}

func (v *forged) Mount(s *live.Socket) error {
	err := v.members.Mount(s)
	v.Logins = append(v.Logins, v.other)
	return err
}

// A logout everywhere ends all pages of the user, also the one that logs out.
func TestLogOut_Everywhere(t *testing.T) {
	s := newSite(t)
	p, other, stranger := s.logIn(t, "Bob"), s.logIn(t, "Bob"), s.logIn(t, "Ann")
	p.Form("#logout").Submit("everywhere")
	require.Equal(t, "/", p.URL())
	require.Equal(t, "You are logged out everywhere.", p.Flash(live.FlashInfo))
	require.Equal(t, "/login?next=%2Fmembers", other.Settle().URL())
	require.Equal(t, "Ann", stranger.Settle().Text("h1"))
}
