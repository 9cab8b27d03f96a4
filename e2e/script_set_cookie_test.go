package e2e

import (
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A cookieView logs in.
type cookieView struct{ user string }

type cookieLogIn struct{ User string }

func (v *cookieView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, e cookieLogIn) error {
		s.Flash(live.FlashSuccess, "Welcome")
		for _, user := range []string{"guest", e.User} {
			if err := s.SetCookie(&http.Cookie{Name: "user", Value: user, Path: "/", HttpOnly: true}); err != nil {
				return err
			}
		}
		return s.Navigate("/next")
	})}
}

func (v *cookieView) Render() templ.Component {
	return templ.Raw(`<h1>` + v.user + `</h1><button live-click="e2e.cookieLogIn?user=ann">log in</button>`)
}

// The browser stores the cookie, although it cannot be read by scripts, before it requests the next page.
func TestScript_SetCookie(t *testing.T) {
	t.Parallel()
	user := func(r *http.Request) string {
		if c, err := r.Cookie("user"); err == nil {
			return c.Value
		}
		return ""
	}
	newSite := func() http.Handler {
		page := live.Page(func(r *http.Request) live.View { return &cookieView{user(r)} })
		mux := http.NewServeMux()
		mux.Handle("GET /{$}", page)
		mux.Handle("GET /next", page)
		return allowSlowMachine(&live.Server{Handler: mux, Identity: user, Cookies: []string{"user"}})
	}
	runScript(t, newSite, func(t *testing.T, open openFunc) {
		p := open("/")
		tab := p.Tab("/")
		p.Click("button")
		require.Equal(t, "/next", p.URL())
		require.Equal(t, "ann", p.Text("h1"), "the last of two cookies")
		require.Equal(t, []string{"Welcome"}, p.Flashes(live.FlashSuccess))
		require.Equal(t, "ann", tab.Disconnect().Resume().Text("h1"), "a page that joins later")
	})
}
