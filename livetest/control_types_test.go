package livetest_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Entry is the value of a form with files.
type Entry struct{ Title, Note string }

func (e Entry) Validate() error {
	if e.Title == "" {
		return live.Errors{"title": "Enter a title."}
	}
	return nil
}

// An entryView has a form that is submitted by the browser, and also accepts a POST.
type entryView struct{ form live.Form[Entry] }

func (v *entryView) Events() live.Events { return live.Events{live.OnForm(&v.form, v.save)} }

func (v *entryView) save(s *live.Socket, e Entry) error {
	s.Flash(live.FlashInfo, "Saved "+e.Title)
	return nil
}

func (v *entryView) Render() templ.Component {
	title := v.form.Field("title")
	return templ.Join(
		templ.Raw(`<form id="f" action="/upload" method="post" enctype="multipart/form-data" live-change="livetest_test.Entry" live-submit="livetest_test.Entry">`),
		live.AcceptPost(&v.form), templ.Raw(`<input name="title" value="`+title.Value+`"><p role="alert">`+title.Error+`</p>
			<textarea name="note">two
lines</textarea><input type="file" name="file" multiple><input type="file" name="none">
			<button name="by" value="upload">Upload</button><button id="page" formaction="" formenctype="application/x-www-form-urlencoded">Save</button>
			<input type="image" id="map" name="at" alt="map" formaction="/upload"></form>`))
}

// newEntrySite serves the view at / and records uploads.
func newEntrySite(uploads *[]string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/{$}", live.Page(func(*http.Request) live.View { return &entryView{} }))
	mux.HandleFunc("POST /upload", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1 << 20)
		text := r.PostForm.Encode()
		for _, name := range []string{"file", "none"} {
			for _, h := range r.MultipartForm.File[name] {
				f, _ := h.Open()
				content, _ := io.ReadAll(f)
				text += fmt.Sprintf(" %s:%s:%s:%s", name, h.Filename, h.Header.Get("Content-Type"), content)
			}
		}
		*uploads = append(*uploads, text)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	return &live.Server{Handler: mux}
}

// A form with files is validated while the user types, and submitted by the browser.
func TestForm_SetFiles(t *testing.T) {
	var uploads []string
	p := livetest.Open(t, newEntrySite(&uploads))
	f := p.Form("#f").Fill("title", "x").Fill("title", "")
	require.Equal(t, "Enter a title.", p.Text("form [role=alert]"))
	f.Fill("title", "Trip").SetFiles("file", livetest.File{Name: "a.txt", Type: "text/plain", Content: []byte("one")}, livetest.File{Name: `b".bin`})
	require.Equal(t, `C:\fakepath\a.txt`, f.Value("file"))
	f.Submit()
	require.Equal(t, []string{"by=upload&live-event=livetest_test.Entry&none=&note=two%0D%0Alines&title=Trip file:a.txt:text/plain:one file:b%22.bin:application/octet-stream:"}, uploads)
	require.Equal(t, "/", p.URL())

	p.Form("#f").Fill("title", "Live").Submit("#page")
	require.Equal(t, "Saved Live", p.Flash(live.FlashInfo), "a button without files is live")
	p.Form("#f").Submit("#map")
	require.Contains(t, uploads[1], "at.x=0&at.y=0&")
}

// Without scripts, a submit loads the page that the server responds with.
func TestPage_WithoutScript(t *testing.T) {
	var uploads []string
	p := livetest.Open(t, newEntrySite(&uploads)).WithoutScript()
	p.ExpectStatus(http.StatusUnprocessableEntity)
	p.Form("#f").Submit("#page")
	require.Equal(t, "Enter a title.", p.Text("form [role=alert]"))
	p.Form("#f").Fill("title", "Trip").Submit("#page")
	require.Equal(t, "Saved Trip", p.Text("#live-flash .live-flash-info"))
	require.Empty(t, uploads)
}

// What the user enters, and what the markup has, is what a browser makes of it.
func TestFill_SanitizesLikeBrowsers(t *testing.T) {
	for _, c := range []struct{ attrs, typed, want string }{
		{`type="number"`, "12", "12"}, {`type="number"`, "-1.5e3", "-1.5e3"}, {`type="number"`, ".5", ".5"},
		{`type="number"`, "x", ""}, {`type="number"`, "1,5", ""}, {`type="number"`, "+1", ""}, {`type="number"`, "1e999", ""},
		{`type="range"`, "", "50"}, {`type="range"`, "500", "100"}, {`type="range"`, "-1", "0"}, {`type="range" min="0"`, "7.6", "8"},
		{`type="range" min="5" max="12" step="5"`, "12", "10"}, {`type="range" min="1" max="2" step="any"`, "1.37", "1.37"},
		{`type="range" min="10" max="0"`, "5", "10"}, {`type="range" max="1e17" step="0.3"`, "1e17", "1e17"},
		{`type="color"`, "#ABCDEF", "#abcdef"}, {`type="color"`, "red", "#000000"}, {`type="color"`, "", "#000000"},
		{`type="date"`, "2026-02-28", "2026-02-28"}, {`type="date"`, "2026-02-29", ""}, {`type="date"`, "28.02.2026", ""},
		{`type="time"`, "23:59:30.5", "23:59:30.5"}, {`type="time"`, "24:00", ""}, {`type="time"`, "10:00:00.1234", ""},
		{`type="datetime-local"`, "2026-02-28 10:00:00", "2026-02-28T10:00"}, {`type="datetime-local"`, "2026-02-28", ""},
		{`type="month"`, "2026-02", "2026-02"}, {`type="month"`, "2026-13", ""}, {`type="week"`, "2026-W53", "2026-W53"}, {`type="week"`, "2025-W53", ""},
		{`type="email"`, " a@b.c\n", "a@b.c"}, {`type="email" multiple`, " a@b.c , d@e.f", "a@b.c,d@e.f"}, {`type="url"`, " https://x/ ", "https://x/"},
		{`type="text"`, " a\nb ", " ab "}, {``, "a\r\nb", "ab"},
	} {
		view := func() live.View {
			return &rawView{`<form live-change="livetest_test.raw"><input name="v" ` + c.attrs + `><input name="w" ` + c.attrs + ` value="` + templ.EscapeString(c.typed) + `"></form>`}
		}
		f := livetest.Mount(t, view).Form("form").Fill("v", c.typed)
		require.Equal(t, c.want, f.Value("v"), "%s %q", c.attrs, c.typed)
		require.Equal(t, c.want, f.Value("w"), "in the markup: %s %q", c.attrs, c.typed)
	}
}

type raw struct{ V, W string }

// A rawView renders markup.
type rawView struct{ markup string }

func (v *rawView) Render() templ.Component { return templ.Raw(v.markup) }

func (v *rawView) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, raw) error { return nil })}
}
