package e2e

import (
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// A logoutView logs its user out of all pages.
type logoutView struct {
	logout func(s *live.Socket) error
	text   string
}

type (
	logoutEvent struct{}
	logoutText  struct{ Text string }
)

func (v *logoutView) Events() live.Events {
	return live.Events{
		live.On(func(s *live.Socket, _ logoutEvent) error { return v.logout(s) }),
		live.On(func(_ *live.Socket, e logoutText) error { v.text = e.Text; return nil }),
	}
}

func (v *logoutView) Render() templ.Component {
	return templ.Raw(`<h1>Private</h1><button id="logout" live-click="e2e.logoutEvent">log out</button>
		<form live-change="e2e.logoutText"><input name="text"></form>`)
}

// newLogoutSite returns a site with a private page. After the logout it responds with refuse.
func newLogoutSite(refuse http.HandlerFunc, navigates bool) *live.Server {
	bus := new(pubsub.Local)
	var loggedOut atomic.Bool
	mux := http.NewServeMux()
	private := live.Page(func(*http.Request) live.View {
		return &logoutView{logout: func(s *live.Socket) error {
			loggedOut.Store(true)
			if navigates {
				if err := s.Navigate("/login"); err != nil {
					return err
				}
			}
			return live.Disconnect(s.Context(), bus, "ann")
		}}
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if loggedOut.Load() {
			refuse(w, r)
			return
		}
		private.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><h1>Please log in</h1><a href='/again'>log in</a>")
	})
	mux.HandleFunc("GET /again", func(w http.ResponseWriter, r *http.Request) {
		loggedOut.Store(false)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	return allowSlowMachine(&live.Server{
		Handler: mux, Bus: bus, Identity: func(*http.Request) string { return "ann" }, Log: slog.New(slog.DiscardHandler),
	})
}

// A logout from all pages leads each of them to what the application then responds with, also the page
// whose handler logged out, and one with text that was entered.
func TestScript_LogoutFromAllPages(t *testing.T) {
	t.Parallel()
	toLogin := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusSeeOther) }
	refuse := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<!doctype html><h1>Please log in</h1><a href='/again'>log in</a>")
		}
	}
	for name, c := range map[string]struct {
		refuse    http.HandlerFunc
		navigates bool
		url       string
		status    int
	}{
		"redirect":              {toLogin, false, "/login", http.StatusOK},
		"redirect and navigate": {toLogin, true, "/login", http.StatusOK},
		"403":                   {refuse(http.StatusForbidden), false, "/", http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runScript(t, func() http.Handler { return newLogoutSite(c.refuse, c.navigates) }, func(t *testing.T, open openFunc) {
				p := open("/")
				idle, edited := p.Tab("/"), p.Tab("/")
				edited.Fill("[name=text]", "draft")
				at := func(p *livetest.Page) []any { return []any{p.URL(), p.Status(), p.Text("h1")} }
				want := []any{c.url, c.status, "Please log in"}
				for _, each := range []*livetest.Page{p, idle, edited} {
					each.ExpectStatus(c.status)
				}
				p.Click("#logout")
				require.Equal(t, want, at(p), "the page that logs out")
				require.Equal(t, want, at(idle.Settle()), "another page")
				require.Equal(t, want, at(edited.Settle()), "a page with text")
				require.Equal(t, "Private", p.Click("a").Text("h1"))
			})
		})
	}
}
