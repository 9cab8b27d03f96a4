package livetest_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A linksView is a live page with links and a form that lead to other pages.
type linksView struct{ onMount func(s *live.Socket) error }

type leaveBy struct{ To string }

func (v *linksView) Mount(s *live.Socket) error {
	if v.onMount == nil {
		return nil
	}
	return v.onMount(s)
}

func (v *linksView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, e leaveBy) error { return s.Navigate(e.To) })}
}

func (v *linksView) Render() templ.Component {
	var b strings.Builder
	b.WriteString("<h1>Links</h1>")
	for _, to := range []string{"missing", "busy", "gone", "file", "nothing", "plain", "mail", "there"} {
		b.WriteString(`<a id="` + to + `" href="` + to + `">` + to + `</a>` +
			`<button id="event-` + to + `" live-click="livetest_test.leaveBy?to=%2F` + to + `">` + to + `</button>`)
	}
	return templ.Raw(b.String() + `<form action="/post" method="post"><input name="text"><button>send</button></form>`)
}

// statusSite returns an application whose pages have several statuses.
func statusSite() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &linksView{} }))
	mux.Handle("GET /none", live.Page(func(*http.Request) live.View { return nil }))
	mux.Handle("GET /panic", live.Page(func(*http.Request) live.View { panic("panic") }))
	mux.Handle("GET /private", live.Page(func(*http.Request) live.View {
		return &linksView{onMount: func(s *live.Socket) error { return s.Redirect("https://login.example.org/?next=private") }}
	}))
	page := func(pattern string, status int, kind, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if kind != "" {
				w.Header().Set("Content-Type", kind)
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "$text", r.FormValue("text")))
		})
	}
	page("GET /gone", http.StatusGone, "text/html", `<!doctype html><title>Gone</title><h1>Gone</h1><a href="/">home</a><form method="post" action="/post"><input name="text"></form>`)
	page("GET /busy", http.StatusServiceUnavailable, "text/html", `<!doctype html><h1>Busy</h1>`)
	page("POST /post", http.StatusUnprocessableEntity, "text/html", `<!doctype html><h1>Invalid: $text</h1>`)
	page("GET /plain", http.StatusOK, "text/plain; charset=utf-8", "a <b>b</b>\nc")
	page("GET /nothing", http.StatusNoContent, "", "")
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="a.csv"`)
		_, _ = io.WriteString(w, "a,b")
	})
	mux.HandleFunc("GET /loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("GET /there", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><meta http-equiv="Refresh" content="0; URL='/?from=there'">`)
	})
	mux.HandleFunc("GET /round", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Refresh", "0") })
	mux.HandleFunc("GET /based", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><base href="/shop/"><a href="item">item</a><form><button>go</button></form>`)
	})
	page("GET /shop/item", http.StatusOK, "text/html", `<!doctype html><h1>Item</h1>`)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "__Host-user", Value: "ann", Path: "/", Secure: true, HttpOnly: true})
		http.Redirect(w, r, "/me", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("__Host-user")
		if err != nil {
			http.Error(w, "no login", http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><h1>"+c.Value+"</h1>")
	})
	return &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)}
}

// Pages with any status can be read, left and submitted.
func TestOpenStatus(t *testing.T) {
	p := livetest.OpenStatus(t, statusSite(), http.StatusGone, "/gone")
	require.Equal(t, []any{http.StatusGone, "/gone", "Gone", "Gone"}, []any{p.Status(), p.URL(), p.Title(), p.Text("h1")})
	p.Click("a")
	require.Equal(t, []any{http.StatusOK, "Links"}, []any{p.Status(), p.Text("h1")})
	require.Equal(t, "Gone", p.ExpectStatus(http.StatusGone).Back().Title())
}

func TestExpectStatus(t *testing.T) {
	open := func(t testing.TB) *livetest.Page { return livetest.Open(t, statusSite()) }
	p := open(t)
	for name, step := range map[string]func(p *livetest.Page){
		"a link":                func(p *livetest.Page) { p.Click("#missing") },
		"an event":              func(p *livetest.Page) { p.Click("#event-missing") },
		"the address":           func(p *livetest.Page) { p.Navigate("/missing") },
		"a page without a view": func(p *livetest.Page) { p.Navigate("/none") },
	} {
		require.Contains(t, failure(t, func(t testing.TB) { step(open(t)) }), "404 Not Found (if the test expects this page, open it with OpenStatus, or call ExpectStatus(404)", name)
		p.ExpectStatus(http.StatusNotFound)
		step(p)
		require.Equal(t, []any{http.StatusNotFound, "404 page not found"}, []any{p.Status(), p.Text("pre")}, name)
		p.Navigate("/")
	}
	p.ExpectStatus(http.StatusUnprocessableEntity).Form("form").Fill("text", "x").Submit()
	require.Equal(t, "Invalid: x", p.Text("h1"))
	p.ExpectStatus(http.StatusInternalServerError).Navigate("/panic")
	p.ExpectStatus(http.StatusServiceUnavailable).Navigate("/busy").ExpectStatus(http.StatusServiceUnavailable).Reload()
	tab := p.ExpectStatus(http.StatusGone).Tab("/gone")
	require.Equal(t, []any{http.StatusGone, http.StatusServiceUnavailable}, []any{tab.Status(), p.Status()})

	for want, do := range map[string]func(t testing.TB){
		"GET /: 200 OK, want 404 Not Found":                         func(t testing.TB) { livetest.OpenStatus(t, statusSite(), http.StatusNotFound) },
		"GET /gone: 410 Gone, want 404 Not Found":                   func(t testing.TB) { open(t).ExpectStatus(http.StatusNotFound).Click("#gone") },
		"ExpectStatus(0): want the status of a response":            func(t testing.TB) { open(t).ExpectStatus(0) },
		"GET /gone: 410 Gone (if the test expects this page, open ": func(t testing.TB) { livetest.Open(t, statusSite(), "/gone") },
	} {
		require.Contains(t, failure(t, do), want)
	}
}

// A browser stays on the page if the response is saved as a file or has no content.
func TestClick_Download(t *testing.T) {
	p := livetest.Open(t, statusSite())
	for _, id := range []string{"#file", "#nothing", "#event-file"} {
		p.Click(id)
		require.Equal(t, []any{"/", "Links", 1}, []any{p.URL(), p.Text("h1"), p.Mounts()}, id)
	}
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, statusSite(), "/file") }), "GET /file: a browser does not show the response")
}

// Text that is not HTML is shown verbatim.
func TestOpen_Text(t *testing.T) {
	p := livetest.Open(t, statusSite(), "/plain")
	require.Equal(t, "a <b>b</b> c", p.Text("pre"))
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, statusSite(), "/plain").Text("b") }), `as text, because its Content-Type is "text/plain`)
}

// Documents that lead elsewhere, by a redirect or a refresh of zero seconds, are followed within the site.
func TestOpen_LedElsewhere(t *testing.T) {
	p := livetest.Open(t, statusSite(), "/there")
	require.Equal(t, []string{"/?from=there", "Links"}, []string{p.URL(), p.Text("h1")})
	require.Equal(t, "https://login.example.org/?next=private", livetest.Open(t, statusSite(), "/private").URL())
	require.Equal(t, "https://login.example.org/?next=private", p.Navigate("/private").URL())
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, statusSite(), "/loop") }), "more than 20 redirects")
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, statusSite(), "/round") }), "more than 20 refreshes")

	q := livetest.Mount(t, func() live.View {
		return &linksView{onMount: func(s *live.Socket) error { return s.Navigate("/login") }}
	})
	require.Equal(t, "/login", q.URL())
}

// Links are relative to the base element, and a form without an action is not.
func TestOpen_BaseElement(t *testing.T) {
	p := livetest.Open(t, statusSite(), "/based")
	require.Equal(t, "Item", p.Click("a").Text("h1"))
	require.Equal(t, "/based", p.Back().Form("form").Submit().URL())
}

// A login whose cookie is Secure works, as in a browser on a site of the local machine.
func TestOpen_SecureCookie(t *testing.T) {
	require.Equal(t, "ann", livetest.Open(t, statusSite(), "/login").Text("h1"))
}
