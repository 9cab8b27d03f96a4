package livetest_test

import (
	"flag"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func mountLogView(t testing.TB) *livetest.Page {
	return livetest.Mount(t, func() live.View { return &logView{} })
}

func TestFocus(t *testing.T) {
	p := mountLogView(t)
	p.Focus("#a")
	require.Equal(t, []string{`focus a key="" value=""`}, p.Texts("li"))
	p.Focus("#a")
	p.Fill("#a", "x")
	require.Equal(t, 1, p.Count("li"), "an element that has the focus is focused again")
	p.Fill("#b", "secret")
	p.Click("#next")
	require.Equal(t, []string{`focus a key="" value=""`, `blur a key="" value="x"`, `blur b key="" value=""`}, p.Texts("li"))
	p.Click("label[for=a]")
	p.Blur("#a")
	require.Equal(t, []string{`focus a key="" value="x"`, `blur a key="" value="x"`}, p.Texts("li")[3:])
}

func TestKey(t *testing.T) {
	p := mountLogView(t)
	p.Key("#menu", "ArrowDown").Key("#b", "escape")
	require.Equal(t, []string{`menu key="ArrowDown" value=""`, `escape key="escape" value=""`}, p.Texts("li"), "the innermost binding that accepts the key, without the value of a password")
	p.Key("#menu", "Escape")
	require.Equal(t, `menu key="Escape" value=""`, p.Texts("li")[3], "after blur b")
	p.Key("#next", "Enter").Key("#next", " ")
	require.Equal(t, "2", p.Text("#page"))
	p.Key("#three", "Enter")
	require.Equal(t, "/?page=3", p.URL())
	p.Key("#tick", " ").Key("#slow", "h").Key("#slow", "é").Key("#slow", "Backspace").Key("#slow", "i")
	require.Equal(t, `text="hi"`, p.Texts("li:last-child")[0])
}

// Enter in a field submits the form.
func TestKey_EnterSubmitsForm(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &greeter{} })
	p.Fill("input", "Ann").Key("input", "Enter")
	require.Equal(t, "Hello Ann", p.Text("output"))
}

// Events debounced until the focus leaves are sent when it does. Other debounced events take their
// virtual time in a bubble.
func TestDebounce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := mountLogView(t)
		before := time.Now()
		p.Fill("#slow", "a")
		require.Equal(t, 300*time.Millisecond, time.Since(before))
		require.Equal(t, []string{`text="a"`}, p.Texts("li"))

		p.Fill("#lazy", "b").Fill("#lazy", "bc").Settle()
		require.Equal(t, 1, p.Count("li"))
		p.Blur("#lazy")
		require.Equal(t, `text="bc"`, p.Texts("li")[1])
		p.Fill("#lazy", "d").Focus("#b")
		require.Equal(t, `text="d"`, p.Texts("li")[2])
		p.Fill("#lazy", "e").Click("#three")
		require.Equal(t, `text="e"`, p.Texts("li")[4], "after blur b")
	})
	p := mountLogView(t)
	p.Fill("#slow", "a")
	require.Equal(t, []string{`text="a"`}, p.Texts("li"))
}

// Back and Forward keep the view within a document, and load other documents.
func TestHistory(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/{$}", live.Page(func(*http.Request) live.View { return &logView{} }))
	mux.HandleFunc("/about", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `<h1>About</h1><a href="/">home</a>`)
	})
	p := livetest.Open(t, &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)})

	p.Focus("#a").Click("#next").Click("#three").Click("#three")
	require.Equal(t, "/?page=3", p.URL())
	p.Back()
	require.Equal(t, []string{"/?page=1", "1"}, []string{p.URL(), p.Text("#page")})
	p.Back()
	require.Equal(t, []string{"/", "0"}, []string{p.URL(), p.Text("#page")})
	require.Equal(t, 2, p.Count("li"), "same view")
	p.Forward().Click("a:contains('about')")
	require.Equal(t, "About", p.Text("h1"))
	p.Click("a").Back().Back()
	require.Equal(t, []string{"/?page=1", "1", "0"}, []string{p.URL(), p.Text("#page"), string('0' + rune(p.Count("li")))}, "loaded again")
	p.Back()
	require.Equal(t, "0", p.Text("#page"))
	p.Forward().Forward()
	require.Equal(t, "/about", p.URL())
	p.Navigate("/?page=7")
	require.Equal(t, "7", p.Text("#page"))
	require.Contains(t, failure(t, func(t testing.TB) {
		livetest.Open(t, site(), "/login").Click("a:contains('ann')").Forward()
	}), "Forward: no such history entry; the history is\n  /login\n> /me")
}

// The browser submits a form without a live-submit binding.
func TestSubmit_FormWithoutBinding(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `<p>`+r.FormValue("q")+`</p><form method="post"><input name="user"><button name="how" value="fast">go</button></form>
<form id="search" action="/login?old=1"><input name="q"></form>`)
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "user", Value: r.PostFormValue("user") + "-" + r.PostFormValue("how"), Path: "/"})
		http.Redirect(w, r, "/me", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		c, _ := r.Cookie("user")
		_, _ = io.WriteString(w, `<h1>`+c.Value+`</h1>`)
	})
	p := livetest.Open(t, mux, "/login")
	p.Form("#search").Fill("q", "a&b").Submit()
	require.Equal(t, []string{"/login?q=a%26b", "a&b"}, []string{p.URL(), p.Text("p")})
	p.Form("form[method=post]").Fill("user", "ann").Submit()
	require.Equal(t, []string{"/me", "ann-fast"}, []string{p.URL(), p.Text("h1")})
	require.Equal(t, "ann-fast", p.Tab("/me").Text("h1"), "a tab of the same browser")
	require.Equal(t, "/login?q=a%26b", p.Back().URL())
}

func TestGolden(t *testing.T) {
	mountLogView(t).Golden("log")
	if flag.Lookup("livetest.update").Value.String() == "true" {
		return
	}
	text := failure(t, func(t testing.TB) { mountLogView(t).Click("#next").Golden("log") })
	require.Contains(t, text, `-<p id="page">0</p>`)
	require.Contains(t, text, `+<p id="page">1</p>`)
	require.Contains(t, text, "go test -run TestGolden -livetest.update")
	require.Contains(t, failure(t, func(t testing.TB) { mountLogView(t).Golden("none") }), "testdata/none.html")
}

func TestImpossibleActions(t *testing.T) {
	for want, do := range map[string]func(p *livetest.Page){
		`Focus("#page"): it is not focusable`:                             func(p *livetest.Page) { p.Focus("#page") },
		`Key("#icon", "Enter"): it is not focusable`:                      func(p *livetest.Page) { p.Key("#icon", "Enter") },
		`Key("#a", "F1"): the key has no binding and no default action`:   func(p *livetest.Page) { p.Key("#a", "F1") },
		`<div id="menu" tabindex="0" live-keydown=`:                       func(p *livetest.Page) { p.Key("#a", "F1") },
		`Blur("#a"): it is not focused; no element has the focus`:         func(p *livetest.Page) { p.Blur("#a") },
		`Blur("#a"): it is not focused; the focus is on <input id="b"`:    func(p *livetest.Page) { p.Focus("#b").Blur("#a") },
		"Back: no such history entry; the history is\n> /\n":              func(p *livetest.Page) { p.Back() },
		`Navigate("https://example.org/"): it is the URL of another site`: func(p *livetest.Page) { p.Navigate("https://example.org/") },
	} {
		require.Contains(t, failure(t, func(t testing.TB) { do(mountLogView(t)) }), want)
	}
}
