package live_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Apology is the view of the error pages.
type Apology struct{ Status int }

func (v *Apology) Title() string { return http.StatusText(v.Status) }

func (v *Apology) Render() templ.Component { // in a program, a template
	text := "Something went wrong. Try again in a moment."
	switch v.Status {
	case http.StatusForbidden:
		text = "You may not see this page."
	case http.StatusNotFound:
		text = "There is no such page."
	case http.StatusGone:
		text = "This offer has ended."
	}
	return templ.Raw(`<h1>` + text + `</h1><p><a href="/">Home</a></p>`)
}

// An Offer is a page that may have ended.
type Offer struct{}

func (*Offer) Mount(*live.Socket) error {
	return &live.StatusError{Status: http.StatusGone, Err: errors.New("ended in May")}
}

func (*Offer) Render() templ.Component { return templ.Raw("<h1>Tea</h1>") }

func newErrorServer(mux http.Handler) *live.Server {
	return &live.Server{
		Handler:   mux,
		ErrorPage: func(_ *http.Request, status int, _ error) live.View { return &Apology{status} },
		Log:       slog.New(slog.DiscardHandler),
	}
}

func ExampleServeError() {
	admins := func(next http.Handler) http.Handler { // middleware
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("User") != "admin" {
				live.ServeError(w, r, live.ErrForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	mux := http.NewServeMux()
	mux.Handle("GET /admin", admins(live.Page(func(*http.Request) live.View { return &Offer{} })))

	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.OpenStatus(t, newErrorServer(mux), http.StatusForbidden, "/admin")
	fmt.Println(p.Title()+":", p.Text("h1"))
	// Output: Forbidden: You may not see this page.
}

func ExampleNotFound() {
	mux := http.NewServeMux()
	mux.HandleFunc("/", live.NotFound)

	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.OpenStatus(t, newErrorServer(mux), http.StatusNotFound, "/missing")
	fmt.Println(p.Title()+":", p.Text("h1"))
	// Output: Not Found: There is no such page.
}

func ExampleStatusError() {
	mux := http.NewServeMux()
	mux.Handle("GET /offer", live.Page(func(*http.Request) live.View { return &Offer{} }))

	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.OpenStatus(t, newErrorServer(mux), http.StatusGone, "/offer")
	fmt.Println(p.Title()+":", p.Text("h1"))
	// Output: Gone: This offer has ended.
}

func ExampleStatusError_Error() {
	fmt.Println(&live.StatusError{Status: http.StatusGone, Err: errors.New("ended in May")})
	// Output: live: status 410 Gone: ended in May
}

func ExampleStatusError_Unwrap() {
	ended := errors.New("ended in May")
	fmt.Println(errors.Is(&live.StatusError{Status: http.StatusGone, Err: ended}, ended))
	// Output: true
}
