package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/auth/auth"
	"github.com/lively-go/lively/examples/auth/mail"
	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// newAuth returns the example of logins with two users.
func newAuth(t *testing.T) http.Handler {
	s, err := store.Open(t.Context(), "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	_, err = auth.AddDemoUsers(t.Context(), s)
	require.NoError(t, err)
	srv, err := auth.NewServer(auth.Config{Store: s, Mails: new(mail.Sink)})
	require.NoError(t, err)
	return allowSlowMachine(srv)
}

// A user signs up, logs out, logs in, and logs out everywhere; a second tab follows.
func TestScript_Auth(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return newAuth(t) }, func(t *testing.T, open openFunc) {
		p := open("/signup")
		p.Form("#signup").Fill("name", "Cy").Fill("email", "ann@example.com").Fill("password", "battery staple").Submit()
		require.Equal(t, "There is an account with this address.", p.Text("#account-email-error"))
		p.Form("#signup").Fill("email", "cy@example.com").Submit()
		require.Equal(t, "/members", p.URL())
		require.Equal(t, "Cy", p.Text("h1"))
		require.Equal(t, []string{"Your account is ready."}, p.Flashes(live.FlashSuccess))

		tab := p.Tab("/members")
		p.Form("#logout").Submit()
		require.Equal(t, "/", p.URL())
		require.Equal(t, []string{"You are logged out."}, p.Flashes(live.FlashInfo))
		require.Equal(t, "/login?next=%2Fmembers", tab.Settle().URL(), "the other tab")

		tab.Form("#login").Fill("email", "cy@example.com").Fill("password", "wrong password").Submit()
		require.Equal(t, "Wrong address or password.", tab.Text("#login > .error"))
		tab.Form("#login").Fill("password", "battery staple").Check("remember").Submit()
		require.Equal(t, "Cy", tab.Text("h1"))
		require.Equal(t, []string{"Welcome, Cy."}, tab.Flashes(live.FlashSuccess))
		tab.Form("#logout").Submit("everywhere")
		require.Equal(t, "/", tab.URL())
		require.Equal(t, []string{"You are logged out everywhere."}, tab.Flashes(live.FlashInfo))
	})
}

// A user chooses another password with the link in a mail.
func TestScript_AuthReset(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return newAuth(t) }, func(t *testing.T, open openFunc) {
		p := open("/forgot")
		p.Form("#forgot").Fill("email", "bob@example.com").Submit()
		require.Contains(t, p.Text("[role=status]"), "If there is an account")
		waitUntil(t, p, func() bool { return p.Navigate("/mails").Has("#mails a") })
		p.Click("#mails a").Form("#reset").Fill("password", "battery staple").Submit()
		require.Equal(t, "/login", p.URL())
		require.Equal(t, []string{"Your password has changed. Log in with it."}, p.Flashes(live.FlashSuccess))
		p.Form("#login").Fill("email", "bob@example.com").Fill("password", "battery staple").Submit()
		require.Equal(t, "Bob", p.Text("h1"))
	})
}

// An administrator changes the rights of a user, and sees the pages of the user.
func TestScript_AuthAdmin(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return newAuth(t) }, func(t *testing.T, open openFunc) {
		p := open("/login?next=/admin")
		p.Form("#login").Fill("email", "ann@example.com").Fill("password", "correct horse").Submit()
		require.Equal(t, "/admin", p.URL(), p.HTML())
		p.Click("[aria-label='Promote Bob']").Click("[aria-label='Revoke the rights of Bob']")
		require.True(t, p.Has("[aria-label='Promote Bob']"))
		tab := p.Tab("/admin")
		tab.ExpectStatus(http.StatusForbidden)
		p.Form("#user-2 form").Submit()
		require.Equal(t, "Bob", p.Text("h1"))
		require.Equal(t, "Not allowed", tab.Settle().Text("h1"))
		requireNoRights(t, p)
	})
}

func requireNoRights(t *testing.T, p *livetest.Page) {
	t.Helper()
	p.ExpectStatus(http.StatusForbidden)
	require.Equal(t, "Not allowed", p.Navigate("/admin").Text("h1"))
}
