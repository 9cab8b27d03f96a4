package livetest_test

import (
	"io"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A member is a page for users who have logged in.
type member struct{ name string }

func (v *member) Render() templ.Component {
	return templ.Raw(`<h1>Hello ` + v.name + `</h1><a href="/about">about</a><a href="?x=1">again</a>`)
}

// site returns an application with a login, a page that requires it, and pages that are not live.
func site() http.Handler {
	mux := http.NewServeMux()
	private := http.NewServeMux()
	private.Handle("GET /me", live.Page(func(r *http.Request) live.View {
		c, _ := r.Cookie("user")
		return &member{c.Value}
	}))
	mux.Handle("/me", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("user"); err != nil {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		private.ServeHTTP(w, r)
	}))
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `<!doctype html><title>Login</title><h1>Who are you?</h1><a href="/login/ann">ann</a><a href="https://example.org/">away</a>`)
	})
	mux.HandleFunc("GET /login/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "user", Value: r.PathValue("name"), Path: "/"})
		http.Redirect(w, r, "/me", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /about", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `<h1>About</h1><button live-click="x">x</button>`)
	})
	return &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)}
}

// Redirects are followed, cookies are kept, and links work on live pages and on others.
func TestOpen_Login(t *testing.T) {
	p := livetest.Open(t, site(), "/me")
	require.Equal(t, []string{"/login", "Login", "Who are you?"}, []string{p.URL(), p.Title(), p.Text("h1")})
	p.Click("a:contains('ann')")
	require.Equal(t, []string{"/me", "Hello ann"}, []string{p.URL(), p.Text("h1")})
	p.Disconnect().Resume()
	require.Equal(t, "Hello ann", p.Text("h1"))
	p.Click("a:contains('again')")
	require.Equal(t, "/me?x=1", p.URL())
	p.Click("a:contains('about')")
	require.Equal(t, "About", p.Text("h1"))
	require.Contains(t, failure(t, func(t testing.TB) {
		livetest.Open(t, site(), "/about").Click("button")
	}), "the page at /about is not live")

	other := livetest.Open(t, site(), "/me")
	require.Equal(t, "/login", other.URL(), "a separate browser")
	other.Click("a:contains('away')")
	require.Equal(t, "https://example.org/", other.URL())
}

// A page whose session has expired is remounted, as in a browser. The state of the view is lost.
func TestResume_ExpiredSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &tally{} })
		p.Click("#more").Click("#more")
		require.Equal(t, "2", p.Text("output"))
		p.Disconnect().Click("#more")
		time.Sleep(20 * time.Second)
		p.Resume()
		require.Equal(t, "3", p.Text("output"), "resumed in time: the queued click is applied")
		p.Disconnect().Click("#more")
		time.Sleep(time.Minute)
		p.Resume()
		require.Equal(t, "1", p.Text("output"), "the queued click is applied to the new view")
		p.Click("#more")
		require.Equal(t, "2", p.Text("output"))
	})
}

// A tally counts clicks.
type tally struct{ n int }

type more struct{}

func (v *tally) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, more) error { v.n++; return nil })}
}

func (v *tally) Render() templ.Component {
	n := string(rune('0' + v.n))
	return templ.Raw(`<output>` + n + `</output><button id="more" live-click="livetest_test.more">more</button>`)
}

// No goroutine outlives its test, which would make a bubble fail.
func TestNoGoroutineLeak(t *testing.T) {
	work := func(t *testing.T) {
		for range 5 {
			p := livetest.Mount(t, func() live.View { return &tally{} })
			p.Click("#more")
			require.Equal(t, "1", p.Text("output"))
		}
		livetest.Mount(t, func() live.View { return &tally{} }).Disconnect()
	}
	synctest.Test(t, work)
	work(t)
}
