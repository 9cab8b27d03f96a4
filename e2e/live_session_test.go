package e2e

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

func signupServer(journal *views.Journal) *live.Server {
	return newServer(viewFunc(func() *views.Signup { return &views.Signup{Journal: journal} }))
}

// fillIn types into the form, and leaves the caret in the middle of the email address.
func fillIn(tab *Tab) {
	tab.Click("#account-email")
	tab.Keys("ann@example.com" + kb.Tab + "correct horse" + kb.Tab + "42")
	tab.Click("[name=news]")
	tab.Click("#account-email")
	tab.Do(`document.activeElement.setSelectionRange(3, 3); window.box = document.activeElement`)
}

// filledIn wants the form to be as fillIn left it, and that a submit sends what it shows.
func requireSubmitted(t *testing.T, tab *Tab, journal *views.Journal) {
	t.Helper()
	waitForTicks(tab, 4) // pictures of the new view have come
	requireFilledIn(t, tab)
	tab.Click("form button")
	tab.Until(`document.title === "welcome"`)
	require.Equal(t, 1, journal.Count("save ann@example.com correct horse 42 true"))
}

func requireFilledIn(t *testing.T, tab *Tab) {
	t.Helper()
	require.Equal(t, "ann@example.com correct horse 42", tab.Value("email")+" "+tab.Value("password")+" "+tab.Value("age"))
	require.Equal(t, "true", tab.Text(`document.querySelector("[name=news]").checked`))
	require.Equal(t, "true [3,3]", tab.Text(`(document.activeElement === window.box) + " " + JSON.stringify(`+caret+`)`))
}

// A session that waited too long is gone: the view is mounted anew, without a page load, and what was typed stays, that is told and
// that is not.
func TestSession_Expired(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	srv := signupServer(&journal)
	srv.ResumeTimeout = time.Millisecond
	s := newSite(t, srv)
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL())
	fillIn(tab)
	p.CutAll()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Reconnect()
	eventually(t, func() bool { return journal.Count("mount") == 2 }, func() string { return "not mounted anew" })
	requireSubmitted(t, tab, &journal)
	require.Equal(t, []string{"/"}, s.loadedPages(), "never a reload for a lost socket")
}

// A server that is killed and started again, with another secret, as a deploy without care does: the page says that it is
// reconnecting, comes back by itself, and what was typed stays.
func TestServer_Restart(t *testing.T) {
	t.Parallel()
	var before, after views.Journal
	s := newSite(t, signupServer(&before))
	tab := openConnected(t, s.url())
	fillIn(tab)
	s.kill()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Until(`!document.querySelector("#live-bar").hidden`)
	tab.Do(goOnline) // in vain
	tab.Do(`document.querySelector("[name=email]").focus()`)
	s.start(signupServer(&after))
	tab.WaitConnected()
	tab.Until(`document.querySelector("#live-bar").hidden`)
	requireSubmitted(t, tab, &after)
	require.Equal(t, 1, after.Count("mount"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// A server that says goodbye: each of its pages is told when to come back, and finds the next server there.
func TestServer_Shutdown(t *testing.T) {
	t.Parallel()
	var before views.Journal
	first := signupServer(&before)
	s := newSite(t, first)
	tabs := []*Tab{openConnected(t, s.url()), openConnected(t, s.url()), openConnected(t, s.url())}
	for _, tab := range tabs {
		fillIn(tab)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	require.NoError(t, first.Shutdown(ctx), "every page has gone when it was told to")
	s.kill()
	for _, tab := range tabs {
		tab.Until("!liveSocket.isConnected()")
	}
	var after views.Journal
	s.start(signupServer(&after))
	for _, tab := range tabs {
		tab.WaitConnected()
		waitForTicks(tab, 4)
		requireFilledIn(t, tab)
	}
	require.Equal(t, 3, after.Count("mount"))
	require.Equal(t, []string{"/", "/", "/"}, s.loadedPages())
}

// Who was logged out meanwhile, in another tab or by the clock, gets what a page load would give: the middleware decides over
// a resume as over everything else, outside live.Server and inside.
func TestSession_LoggedOut(t *testing.T) {
	for _, where := range []string{"inside", "outside"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			srv := signupServer(&journal)
			var outer []func(http.Handler) http.Handler
			if where == "inside" {
				srv.Handler = requireLogin(srv.Handler)
			} else {
				outer = append(outer, requireLogin)
			}
			p := NewProxy(t, newSite(t, srv, outer...).addr)
			tab := openConnected(t, p.URL()+"/login")
			p.CutAll()
			tab.Until(`document.querySelector("#live-root.live-loading")`)
			tab.Reconnect()
			require.Equal(t, 1, journal.Count("mount"))

			tab.Do(`document.cookie = "user=; path=/; max-age=0"`)
			p.CutAll()
			tab.Until(`document.title === "welcome" || !liveSocket.isConnected()`)
			tab.Until(`document.title === "welcome"`)
			require.Equal(t, 1, journal.Count("mount"))
		})
	}
}

// members lets nobody in who has not been at /login.
func requireLogin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("user")
		switch {
		case r.URL.Path == "/login":
			http.SetCookie(w, &http.Cookie{Name: "user", Value: "ann", Path: "/"})
			http.Redirect(w, r, "/", http.StatusSeeOther)
		case r.URL.Path == "/" && err != nil:
			http.Redirect(w, r, "/welcome", http.StatusSeeOther)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// A handler that panics takes its view with it, not the page: the view is mounted anew at once. The third time within a minute
// the page stays, with a button.
func TestView_Crash(t *testing.T) {
	t.Parallel()
	s := newSite(t, newServer(viewFunc(func() *views.Buttons { return new(views.Buttons) })))
	tab := openConnected(t, s.url())
	tab.Do(`window.stops = 0; addEventListener("live:page-loading-stop", () => window.stops++)`)
	for n := 1; n <= 2; n++ {
		tab.Click("#grow")
		tab.Until(`document.querySelector("#between")`)
		tab.Click("#crash")
		tab.Until(`!document.querySelector("#between") && liveSocket.isConnected()`)
	}
	tab.Click("#crash")
	tab.Until(`document.querySelector("#live-retry button") && document.querySelector("#live-root.live-error")`)
	tab.Click("#live-retry button")
	tab.WaitConnected()
	tab.Click("#grow")
	tab.Until(`document.querySelector("#between")`)
	require.Equal(t, []string{"/"}, s.loadedPages())
}
