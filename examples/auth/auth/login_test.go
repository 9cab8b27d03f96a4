package auth

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestLogIn(t *testing.T) {
	s := newSite(t)
	p := livetest.Open(t, s.srv, "/members")
	require.Equal(t, "/login?next=%2Fmembers", p.URL())
	p.Form("#login").Fill("email", "x").Submit()
	require.Equal(t, []string{"Enter your email address.", "Enter your password."}, p.Texts(".field .error"))
	submitLogin(p, "Bob", "wrong password")
	require.Equal(t, textWrong, p.Text("#login > .error"))
	submitLogin(p, "stranger", "wrong password")
	require.Equal(t, textWrong, p.Text("#login > .error"), "as for a user")
	submitLogin(p, "BOB", password)
	require.Equal(t, "/members", p.URL())
	require.Equal(t, "Bob", p.Text("h1"))
	require.Equal(t, "Welcome, Bob.", p.Flash(live.FlashSuccess))
	require.Equal(t, "/members", p.Navigate("/login").URL(), "a user who has logged in needs no login")
}

// A link to the login leads back to a page of this site only.
func TestLogIn_Next(t *testing.T) {
	for next, want := range map[string]string{
		"/admin": "/admin", "//evil.example": "/members", `/\evil.example`: "/members", "https://evil.example/": "/members",
		"javascript:alert(1)": "/members", "": "/members", "/\t/evil.example": "/members",
	} {
		require.Equal(t, want, localPath(next), next)
	}
	s := newSite(t)
	p := livetest.Open(t, s.srv, "/admin")
	submitLogin(p, "Ann", password)
	require.Equal(t, "/admin", p.URL())
}

func TestLogIn_WithoutScript(t *testing.T) {
	s := newSite(t)
	p := livetest.Open(t, s.srv, "/login").WithoutScript()
	p.ExpectStatus(http.StatusUnprocessableEntity)
	submitLogin(p, "Bob", "wrong password")
	require.Equal(t, textWrong, p.Text("#login > .error"))
	submitLogin(p, "Bob", password)
	require.Equal(t, "Bob", p.Text("h1"))
}

// The token of a session from before the login, which a stranger may have set, is worthless. The database has its hash.
func TestLogIn_RenewsSession(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s)
	b.post("/session", "email=bob@example.com", "password="+password)
	first := b.cookie("session")
	require.NotEmpty(t, first)
	b.post("/logout")
	require.Empty(t, b.cookie("session"))
	b.setCookie("session", first)
	require.NotContains(t, b.get("/members"), "bob@example.com", "an ended session")
	b.post("/session", "email=bob@example.com", "password="+password)
	require.NotEqual(t, first, b.cookie("session"), "a token that an attacker may know")
	require.Contains(t, b.get("/members"), "bob@example.com")

	second := b.cookie("session")
	_, found, err := s.sessions().Find(second)
	require.NoError(t, err)
	require.False(t, found, "the database has no token that a browser sends")
}

func TestLogIn_Remember(t *testing.T) {
	b := newBrowser(t, newSite(t))
	res := b.post("/session", "email=bob@example.com", "password="+password)
	require.NotContains(t, sessionCookie(res), "Max-Age", "it ends with the browser")
	b.post("/logout")
	res = b.post("/session", "email=bob@example.com", "password="+password, "remember=true")
	require.Contains(t, sessionCookie(res), "Max-Age=2592")
	require.Contains(t, sessionCookie(res), "HttpOnly; SameSite=Lax")
}

// After ten attempts at one account, also a correct password is refused for a minute.
func TestLogIn_RateLimit(t *testing.T) {
	s := newSite(t) // outside of the bubble, because scs starts a goroutine that does not end
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Open(t, s.srv, "/login")
		for range 10 {
			submitLogin(p, "Bob", "wrong password")
			require.Equal(t, textWrong, p.Text("#login > .error"))
		}
		submitLogin(p, "Bob", password)
		require.Equal(t, textLimit, p.Text("#login > .error"))
		time.Sleep(2 * time.Minute)
		submitLogin(p, "Bob", password)
		require.Equal(t, "/members", p.URL())
	})
}

// One client cannot try the passwords of many accounts.
func TestLogIn_RateLimitOfClient(t *testing.T) {
	s := newSite(t)
	synctest.Test(t, func(t *testing.T) {
		b := newBrowser(t, s)
		limited := 0
		for i := range 100 {
			b.post("/session", fmt.Sprintf("email=user%d@example.com", i), "password=wrong password")
			if strings.Contains(b.get("/login"), "Too many attempts") {
				limited++
			}
		}
		require.Equal(t, 40, limited)
	})
}

// An unknown user takes as many hashes as a known one.
func TestPasswords_UnknownUser(t *testing.T) {
	p, err := newPasswords(cheap)
	require.NoError(t, err)
	require.False(t, p.matches("no user has this password", ""))
	hash, err := p.hash(password)
	require.NoError(t, err)
	require.True(t, p.matches(password, hash))
	require.False(t, p.matches("wrong password", hash))
	known := testing.AllocsPerRun(5, func() { p.matches("x", hash) })
	require.InDelta(t, known, testing.AllocsPerRun(5, func() { p.matches("x", "") }), 2)
}

// Another site cannot log a user in or out.
func TestCrossOrigin(t *testing.T) {
	b := newBrowser(t, newSite(t))
	b.origin = "https://evil.example"
	for _, path := range []string{"/session", "/account", "/logout", "/switch"} {
		require.Equal(t, http.StatusForbidden, b.post(path).StatusCode, path)
	}
}
