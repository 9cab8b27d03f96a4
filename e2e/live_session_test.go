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

// fillIn fills in the form and puts the caret into the email address.
func fillIn(tab *Tab) {
	tab.Click("#account-email")
	tab.Keys("ann@example.com" + kb.Tab + "correct horse" + kb.Tab + "42")
	tab.Click("[name=newsletter]")
	tab.Click("#account-email")
	tab.Do(`document.activeElement.setSelectionRange(3, 3); window.box = document.activeElement`)
}

// requireSubmitted requires that the form is filled in as by fillIn, and that a submit sends that.
func requireSubmitted(t *testing.T, tab *Tab, journal *views.Journal) {
	t.Helper()
	waitForTicks(tab, 4) // updates of the new view were applied
	requireFilledIn(t, tab)
	tab.Click("form button")
	tab.Until(`document.title === "welcome"`)
	require.Equal(t, 1, journal.Count("save ann@example.com correct horse 42 true"))
}

// requireFilledIn requires that input, focus and caret are as fillIn left them.
func requireFilledIn(t *testing.T, tab *Tab) {
	t.Helper()
	require.Equal(t, "ann@example.com correct horse 42", tab.Value("email")+" "+tab.Value("password")+" "+tab.Value("age"))
	require.Equal(t, "true", tab.Text(`document.querySelector("[name=newsletter]").checked`))
	require.Equal(t, "true [3,3]", tab.Text(`(document.activeElement === window.box) + " " + JSON.stringify(`+caret+`)`))
}

// After the session has expired, the view is remounted without a page load. The input stays,
// whether it was sent or not.
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
	eventually(t, func() bool { return journal.Count("mount") == 2 }, func() string { return "the view was not remounted" })
	requireSubmitted(t, tab, &journal)
	require.Equal(t, []string{"/"}, s.loadedPages(), "no page load for a lost connection")
}

// A server is killed and restarted with another secret, as in a deployment without Shutdown. The
// page shows the progress bar, reconnects by itself, and keeps the input.
func TestServer_Restart(t *testing.T) {
	t.Parallel()
	var before, after views.Journal
	s := newSite(t, signupServer(&before))
	tab := openConnected(t, s.url())
	fillIn(tab)
	s.kill()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Until(`!document.querySelector("#live-bar").hidden`)
	tab.Do(goOnline) // fails: the server is down
	tab.Do(`document.querySelector("[name=email]").focus()`)
	s.start(signupServer(&after))
	tab.WaitConnected()
	tab.Until(`document.querySelector("#live-bar").hidden`)
	requireSubmitted(t, tab, &after)
	require.Equal(t, 1, after.Count("mount"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// Shutdown asks each page to reconnect: it then finds the next server.
func TestServer_Shutdown(t *testing.T) {
	t.Parallel()
	var before views.Journal
	first := signupServer(&before)
	s := newSite(t, first)
	tabs := []*Tab{openConnected(t, s.url()), openConnected(t, s.url()), openConnected(t, s.url())}
	for _, tab := range tabs {
		fillIn(tab)
	}
	ctx, cancel := context.WithTimeout(context.Background(), waitTimeout)
	defer cancel()
	require.NoError(t, first.Shutdown(ctx), "every page disconnects when it is asked to")
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
	requireMounted(t, &after, 3)
	require.Equal(t, []string{"/", "/", "/"}, s.loadedPages())
}

// After a logout in another tab, a resume has the same result as a page load: middleware authorizes
// it, inside live.Server or outside.
func TestSession_LoggedOut(t *testing.T) {
	t.Parallel()
	for _, middleware := range []string{"inside", "outside"} {
		t.Run(middleware, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			srv := signupServer(&journal)
			var outer []func(http.Handler) http.Handler
			if middleware == "inside" {
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

// requireLogin is middleware that redirects browsers without the cookie of /login.
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

// When a handler panics, the view is remounted at once. After the third time within a minute, the
// page stays unchanged and shows a retry button.
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
	tab.Until(`document.querySelector("#live-card button") && document.querySelector("#live-root.live-error")`)
	tab.Click("#live-card button")
	tab.WaitConnected()
	tab.Click("#grow")
	tab.Until(`document.querySelector("#between")`)
	require.Equal(t, []string{"/"}, s.loadedPages())
}
