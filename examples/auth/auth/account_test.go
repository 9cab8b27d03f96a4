package auth

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestSignUp(t *testing.T) {
	s := newSite(t)
	p := livetest.Open(t, s.srv, "/signup")
	p.Form("#signup").Submit()
	require.Equal(t, []string{"Enter your name.", "Enter an email address.", "Use at least 10 characters."}, p.Texts(".field .error"))
	p.Form("#signup").Fill("name", "Cy").Fill("email", "Bob@Example.com").Fill("password", password).Submit()
	require.Equal(t, "There is an account with this address.", p.Texts(".field .error")[1])
	p.Form("#signup").Fill("email", "cy@example.com").Submit()
	require.Equal(t, "/members", p.URL())
	require.Equal(t, "Cy", p.Text("h1"))
	require.Equal(t, "Your account is ready.", p.Flash(live.FlashSuccess))
	require.False(t, p.Has("a[href='/admin']"))
	require.Contains(t, newBrowser(t, s).post("/account", "name=X", "email=cy@example.com", "password="+password).Header.Get("Location"), "/signup")
}

// The mail for a forgotten password leads to a page that changes it, once, and logs out everywhere.
func TestReset(t *testing.T) {
	s := newSite(t) // outside of the bubble, because scs starts a goroutine that does not end
	synctest.Test(t, func(t *testing.T) {
		open := s.logIn(t, "Bob")
		p := livetest.Open(t, s.srv, "/forgot")
		p.Form("#forgot").Fill("email", "stranger@example.com").Submit()
		synctest.Wait()
		require.Contains(t, p.Text("[role=status]"), "If there is an account")
		require.Empty(t, s.mails.Mails())

		p.Navigate("/forgot").Form("#forgot").Fill("email", "bob@example.com").Submit()
		require.Contains(t, p.Text("[role=status]"), "If there is an account")
		synctest.Wait()
		require.Len(t, s.mails.Mails(), 1)
		p.Navigate("/mails").Click("#mails a")
		link := p.URL()
		p.Form("#reset").Fill("password", "short").Submit()
		require.Equal(t, "Use at least 10 characters.", p.Text("#reset .error"))
		second := p.Tab(link)
		p.Form("#reset").Fill("password", "battery staple").Submit()
		require.Equal(t, "/login", p.URL())
		require.Equal(t, "Your password has changed. Log in with it.", p.Flash(live.FlashSuccess))
		require.Equal(t, "/login?next=%2Fmembers", open.Settle().URL(), "logged out")

		second.Form("#reset").Fill("password", "another password").Submit()
		require.Equal(t, "This link is no longer valid.", second.Text("[role=alert]"))
		submitLogin(p, "Bob", password)
		require.Equal(t, textWrong, p.Text("#login > .error"))
		submitLogin(p, "Bob", "battery staple")
		require.Equal(t, "Bob", p.Text("h1"))
		require.Equal(t, "This link is no longer valid.", p.Navigate(link).Text("[role=alert]"))
	})
}

func TestReset_Expires(t *testing.T) {
	s := newSite(t) // outside of the bubble, because scs starts a goroutine that does not end
	synctest.Test(t, func(t *testing.T) {
		token, err := s.store.AddReset(t.Context(), 2, resetTime)
		require.NoError(t, err)
		p := livetest.Open(t, s.srv, "/reset/"+token)
		require.True(t, p.Has("#reset"))
		time.Sleep(resetTime + time.Second)
		p.Form("#reset").Fill("password", "battery staple").Submit()
		require.Equal(t, "This link is no longer valid.", p.Text("[role=alert]"))
		require.NoError(t, s.store.DeleteExpired(t.Context()))
	})
}

func TestAdmin_Guards(t *testing.T) {
	s := newSite(t)
	p := livetest.Open(t, s.srv, "/admin")
	require.Equal(t, "/login?next=%2Fadmin", p.URL())
	p.ExpectStatus(http.StatusForbidden)
	submitLogin(p, "Bob", password)
	require.Equal(t, "Not allowed", p.Text("h1"))
	b := newBrowser(t, s)
	b.post("/session", "email=bob@example.com", "password="+password)
	require.Equal(t, http.StatusForbidden, b.post("/switch", "user=1").StatusCode)
}

// A user who is no longer an administrator loses the page at once; and its handlers check the rights again.
func TestAdmin_Revoke(t *testing.T) {
	s := newSite(t)
	ann := s.logIn(t, "Ann").Navigate("/admin")
	ann.Click("[aria-label='Promote Bob']")
	bob := s.logIn(t, "Bob").Navigate("/admin")
	require.Equal(t, "Users", bob.Text("h1"))
	require.NoError(t, s.store.SetAdmin(t.Context(), 2, false))
	bob.Click("[aria-label='Log out Ann']")
	require.Equal(t, "Users", ann.Reload().Text("h1"), "the rights are those of now, not of when the page was opened")
	bob.ExpectStatus(http.StatusForbidden)
	require.NoError(t, s.store.SetAdmin(t.Context(), 2, true))
	ann.Reload().Click("[aria-label='Revoke the rights of Bob']")
	require.Equal(t, "Not allowed", bob.Settle().Text("h1"))
}

// An administrator sees the pages of another user, without the own rights, and returns.
func TestAdmin_Switch(t *testing.T) {
	s := newSite(t)
	p := s.logIn(t, "Ann").Navigate("/admin")
	tab := p.Tab("/members")
	require.Equal(t, "Ann", tab.Text("h1"))
	p.Form("#user-2 form").Submit()
	require.Equal(t, "Bob", p.Text("h1"))
	require.Equal(t, "Bob", tab.Settle().Text("h1"), "another tab shows no page of Ann any more")
	p.ExpectStatus(http.StatusForbidden)
	require.Equal(t, "Not allowed", p.Navigate("/admin").Text("h1"))

	b := newBrowser(t, s) // the button to switch back is outside of the view
	b.post("/session", "email=ann@example.com", "password="+password)
	before := b.cookie("session")
	b.post("/switch", "user=2")
	require.NotEqual(t, before, b.cookie("session"), "the session has other rights")
	require.Contains(t, b.get("/members"), "You see the pages of Bob.")
	b.post("/switch")
	require.Contains(t, b.get("/admin"), "<h1>Users</h1>")
}
