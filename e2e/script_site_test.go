package e2e

import (
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	example "github.com/lively-go/lively/examples/counter/counter"
	"github.com/lively-go/lively/live"
)

// newLoginSite returns a site with a login form and a live page that requires a login.
func newLoginSite() http.Handler {
	mux := http.NewServeMux()
	me := live.Page(func(r *http.Request) live.View {
		c, _ := r.Cookie("user")
		return &memberView{c.Value}
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("user"); err != nil {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		me.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><title>Login</title><h1>Please log in</h1>
			<form method="post"><input name="name"><button>enter</button></form><a href="https://example.org/">away</a>`)
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "user", Value: r.PostFormValue("name"), Path: "/"})
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	return &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)}
}

type memberView struct{ name string }

func (v *memberView) Render() templ.Component {
	return templ.Raw(`<h1>Hello ` + v.name + `</h1><a id="again" href="/?x=1">again</a>`)
}

// Redirects are followed and cookies are shared between tabs. Links, forms and the history work on
// live pages and on others.
func TestScript_Login(t *testing.T) {
	t.Parallel()
	runScript(t, newLoginSite, func(t *testing.T, open openFunc) {
		p := open("/")
		require.Equal(t, []string{"/login", "Login", "Please log in"}, []string{p.URL(), p.Title(), p.Text("h1")})
		p.Form("form").Fill("name", "ann").Submit()
		require.Equal(t, []string{"/", "Hello ann"}, []string{p.URL(), p.Text("h1")})
		p.Click("#again")
		require.Equal(t, "/?x=1", p.URL())
		require.Equal(t, "/", p.Back().URL())
		require.Equal(t, "/?x=1", p.Forward().URL())
		require.Equal(t, "/?x=1", p.Reload().URL())
		require.Equal(t, "Hello ann", p.Tab("/").Text("h1"))
		require.Equal(t, "/login", open("/").URL(), "another browser")
		p.Navigate("/login").Click("a")
		require.Equal(t, "https://example.org/", p.URL())
	})
}

// Another server replaces one that was drained, and one that crashed.
func TestScript_ServerRestart(t *testing.T) {
	t.Parallel()
	app := func() http.Handler {
		return newServer(viewFunc(func() *example.Counter { return &example.Counter{} }))
	}
	runScript(t, app, func(t *testing.T, open openFunc) {
		p := open("/")
		const plus = "[aria-label='Increase']"
		p.Click(plus).DrainServer(app())
		require.Equal(t, "0", p.Text("output"))
		p.Click(plus).RestartServer(app())
		require.Equal(t, "0", p.Text("output"))
		require.Equal(t, "1", p.Click(plus).Text("output"))
		p.Disconnect().Click(plus).KillSession().Resume()
		require.Equal(t, "0", p.Text("output"))
	})
}

// Focus and blur move the focus, and keys go to the focused element.
func TestScript_Focus(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return newServer(viewFunc(func() *views.Code { return new(views.Code) })) }, func(t *testing.T, open openFunc) {
		p := open("/")
		p.Focus("[name=digits]").Key("[name=digits]", "1").Key("[name=digits]", "2").Key("[name=digits]", "Backspace").Key("[name=digits]", "x")
		require.Equal(t, "1", p.Text("#kept"))
		p.Blur("[name=digits]")
		p.Fill("[name=digits]", "4a2")
		require.Equal(t, "42", p.Text("#kept"))
	})
}
