package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

type loginData struct {
	User, Password, Remember, Note string
	Extra                          string `live:"x-extra"`
}

// A loginPage hands its form over to POST /session.
type loginPage struct {
	handled int
	form    live.Form[loginData]
}

func (v *loginPage) Events() live.Events { return live.Events{live.OnForm(&v.form, v.login)} }

func (v *loginPage) login(s *live.Socket, d loginData) error {
	v.handled++
	if d.User == "taken" {
		return live.Errors{"user": "Taken."}
	}
	return s.SubmitForm("/session?from=%2F")
}

func (v *loginPage) Render() templ.Component {
	return templ.Raw(`<form id="f" action="/other" live-change="e2e.loginData" live-submit="e2e.loginData">
		<input name="user" value="` + v.form.Field("user").Value + `" required><input type="password" name="password"><input name="method"><input name="submit">
		<button name="remember" value="no">in</button><button id="stay" name="remember" value="yes" formtarget="_self">stay</button>
		<x-control name="x-extra"></x-control><output>` + v.form.Field("user").Error + `</output></form><input name="note" form="f" value="n">`)
}

// defineControl defines a custom element that is a control of forms, and a listener that adds to their data.
const defineControl = `customElements.define("x-control", class extends HTMLElement {
		static formAssociated = true
		connectedCallback() { (this.internals ??= this.attachInternals()).setFormValue("e") }
	})
	window.formdata = 0
	addEventListener("formdata", e => { formdata++; e.formData.append("password", "second") })`

// A postLog serves POST requests and records them.
type postLog struct {
	mu    sync.Mutex
	posts []string
}

func (l *postLog) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.posts...)
}

func (l *postLog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseMultipartForm(1 << 20)
	text := r.URL.String() + " " + r.PostForm.Encode()
	if r.MultipartForm != nil {
		for name, files := range r.MultipartForm.File {
			for _, file := range files {
				opened, _ := file.Open()
				data, _ := io.ReadAll(opened)
				text += fmt.Sprintf(" %s:%s:%s:%s", name, file.Filename, file.Header.Get("Content-Type"), data)
			}
		}
	}
	l.mu.Lock()
	l.posts = append(l.posts, text)
	l.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "session", Value: "s", HttpOnly: true, Path: "/"})
	http.Redirect(w, r, "/done", http.StatusSeeOther)
}

// servePosts serves view at / and records the requests that other paths receive by POST.
func servePosts(view func() live.View) (*live.Server, *postLog) {
	log, mux := &postLog{}, http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return view() }))
	mux.Handle("POST /", log)
	mux.HandleFunc("GET /done", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>done</title><p>"+r.Header.Get("Cookie"))
	})
	return allowSlowMachine(&live.Server{Handler: mux}), log
}

// The data of the POST is that of the form, with the button, custom elements and what listeners add. The page
// that the user returns to is unchanged and does not submit again.
func TestSubmitForm_InBrowser(t *testing.T) {
	t.Parallel()
	for _, cached := range []bool{true, false} {
		views := 0
		srv, log := servePosts(func() live.View { views++; return &loginPage{} })
		s := newSite(t, srv)
		tab := newTab(t)
		tab.OnLoad(defineControl)
		if !cached {
			tab.OnLoad(`addEventListener("unload", () => 1)`)
		}
		tab.Open(s.url())
		tab.WaitConnected()
		markup := tab.Text(`f.cloneNode().outerHTML`)
		tab.Do(`document.querySelector("[name=user]").focus()`)
		tab.Keys("taken")
		tab.Click("#stay")
		tab.Until(`document.querySelector("output").textContent === "Taken."`)
		tab.Do(`document.querySelector("[name=user]").value = "ann"; document.querySelector("[name=password]").value = "a b"; window.stayed = true`)
		tab.Click("#stay")
		tab.Until(`document.title === "done"`)
		require.Contains(t, tab.Text(`document.body.textContent`), "session=s")
		want := "/session?from=%2F method=&note=n&password=a+b&password=second&remember=yes&submit=&user=ann&x-extra=e"
		require.Equal(t, []string{want}, log.all())

		tab.Leave(`history.back()`)
		tab.Until(`document.querySelector("#f") && window.liveSocket?.isConnected()`)
		require.Equal(t, cached, tab.Text(`String(!!window.stayed)`) == "true", "from the back/forward cache")
		require.Equal(t, markup, tab.Text(`f.cloneNode().outerHTML`))
		tab.Reconnect()
		require.Len(t, log.all(), 1)
		tab.Do(`document.querySelector("[name=user]").value = "bob"`)
		tab.Do(`document.querySelector("form button").click()`) // chromedp does not click in a page from the cache
		tab.Until(`document.title === "done"`)
		require.Len(t, log.all(), 2, "the form can be submitted again")
		require.Contains(t, log.all()[1], "remember=no")
	}
}

type attachment struct{ Title string }

func (a attachment) Validate() error {
	if strings.Contains(a.Title, "!") {
		return live.Errors{"title": "No exclamation marks."}
	}
	return nil
}

// A filePage has a form with files. Its handler is for the button that sends no file.
type filePage struct {
	form  live.Form[attachment]
	saved string
}

func (v *filePage) Events() live.Events { return live.Events{live.OnForm(&v.form, v.save)} }

func (v *filePage) save(_ *live.Socket, a attachment) error { v.saved = a.Title; return nil }

func (v *filePage) Render() templ.Component {
	title := v.form.Field("title")
	return templ.Raw(`<form id="f" action="/upload" method="post" enctype="multipart/form-data" live-change="e2e.attachment" live-submit="e2e.attachment">
		<input name="title" value="` + title.Value + `"><output>` + title.Error + `</output><input type="file" name="file" multiple>
		<button id="send" name="by" value="send">send</button><button id="elsewhere" formaction="/elsewhere">elsewhere</button>
		<button id="live" formenctype="application/x-www-form-urlencoded">live</button></form><p id="saved">` + v.saved + `</p>`)
}

// The browser sends the files. Changes are validated without them, and a button without files is live.
func TestForm_WithFiles(t *testing.T) {
	t.Parallel()
	srv, log := servePosts(func() live.View { return &filePage{} })
	s := newSite(t, srv)
	tab := openConnected(t, s.url())
	choose := func() {
		tab.Do(`{ const files = new DataTransfer
			files.items.add(new File(["one"], "a.txt", { type: "text/plain" }))
			files.items.add(new File(["two"], "b.bin"))
			const input = document.querySelector("[name=file]")
			input.files = files.files
			input.dispatchEvent(new Event("change", { bubbles: true })) }`)
	}
	tab.Click("[name=title]")
	tab.Keys("Hi!")
	tab.Until(`document.querySelector("output").textContent === "No exclamation marks."`)
	tab.Do(`document.querySelector("[name=title]").select()`)
	tab.Keys("Hi")
	tab.Until(`document.querySelector("output").textContent === ""`)
	choose()
	tab.Click("#live")
	tab.Until(`document.querySelector("#saved").textContent === "Hi"`)
	require.Equal(t, "2", tab.Text(`String(document.querySelector("[name=file]").files.length)`), "updates keep the files")
	require.Empty(t, log.all())
	tab.Click("#send")
	tab.Until(`document.title === "done"`)
	files := " file:a.txt:text/plain:one file:b.bin:application/octet-stream:two"
	require.Equal(t, []string{"/upload by=send&title=Hi" + files}, log.all())

	tab.Open(s.url())
	tab.WaitConnected()
	choose()
	tab.Click("#elsewhere")
	tab.Until(`document.title === "done"`)
	require.Equal(t, "/elsewhere title="+files, log.all()[1])
}
