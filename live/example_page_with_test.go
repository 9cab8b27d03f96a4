package live_test

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A Reader is what pages for users who are logged in load for each request.
type Reader struct{ Name string }

// loadReader returns the reader of a request: in a program, from the session and the database.
func loadReader(r *http.Request) (Reader, error) {
	c, err := r.Cookie("user")
	if err != nil {
		return Reader{}, &live.RedirectError{To: "/login"}
	}
	return Reader{c.Value}, nil
}

// readerPage returns a page of the group.
func readerPage(newView func(Reader) live.View) http.Handler {
	return live.PageWith(loadReader, func(_ *http.Request, a Reader) live.View { return newView(a) })
}

// Loans is a page of the group.
type Loans struct{ Reader Reader }

func (v *Loans) Render() templ.Component { return templ.Raw("<h1>Loans of " + v.Reader.Name + "</h1>") }

func newReaderServer() *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /loans", readerPage(func(a Reader) live.View { return &Loans{a} }))
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "user", Value: "ann", HttpOnly: true, Secure: true})
		http.Redirect(w, r, "/loans", http.StatusSeeOther)
	})
	return &live.Server{Handler: mux}
}

func ExamplePageWith() {
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.Open(t, newReaderServer(), "/loans") // is led to the login, and back
	fmt.Println(p.URL(), p.Text("h1"))
	// Output: /loans Loans of ann
}

func ExampleLoaded() {
	srv := newReaderServer()
	srv.Layout = func(d live.Document) templ.Component {
		return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { // in a program, a template
			reader, _ := live.Loaded[Reader](ctx)
			return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>`+reader.Name+`</title>`), d.Head,
				templ.Raw(`</head><body>`), d.Root, templ.Raw(`</body></html>`)).Render(ctx, w)
		})
	}
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	fmt.Println(livetest.Open(t, srv, "/loans").Title())
	// Output: ann
}

func ExampleRedirectError() {
	err := &live.RedirectError{To: "/login"}
	fmt.Println(err)
	// Output: live: redirect to "/login"
}

func ExampleRedirectError_Error() {
	fmt.Println((&live.RedirectError{To: "https://login.example"}).Error())
	// Output: live: redirect to "https://login.example"
}
