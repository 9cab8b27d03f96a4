package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

func ExampleServer() {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Counter{} }))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })

	srv := &live.Server{
		Handler:       mux,
		Secret:        []byte("the same for all nodes"),
		ResumeTimeout: 2 * time.Minute,
		Log:           slog.New(slog.DiscardHandler),
	}
	// In a program: live.Serve(ctx, &http.Server{Addr: ":8080"}, srv, live.ServeOptions{})
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/health", nil))
	fmt.Println(w.Body)
	// Output: ok
}

// A Layout adds the title and a stylesheet.
func ExampleDocument() {
	layout := func(d live.Document) templ.Component {
		return htmlf(`<!doctype html><html><head><title>%s - Shop</title>%s</head><body>%s</body></html>`,
			d.Title, d.Head, d.Root)
	}
	srv := &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &Basket{} }),
		Secret:  []byte("secret"),
		Layout:  layout,
	}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	start, _, _ := strings.Cut(w.Body.String(), "<meta")
	fmt.Println(start)
	// Output: <!doctype html><html><head><title>Basket - Shop</title>
}

// Basket is a page with a title.
type Basket struct{}

func (*Basket) Title() string           { return "Basket" }
func (*Basket) Render() templ.Component { return htmlf("<h1>Basket</h1>") }

// The only proxy appends the address of its client to X-Forwarded-For. A client may send entries, too.
func ExampleLastForwardedFor() {
	srv := &live.Server{ClientKey: live.LastForwardedFor}

	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-Forwarded-For", "sent by the client, 203.0.113.7")
	fmt.Println(srv.ClientKey(r))
	// Output: 203.0.113.7
}

// Without Serve: the listener is closed first, so that browsers connect to another server.
func ExampleServer_Shutdown() {
	srv := &live.Server{Secret: []byte("secret")}
	hs := &http.Server{Handler: srv}

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	requests := make(chan error)
	go func() { requests <- hs.Shutdown(ctx) }()
	fmt.Println(srv.Shutdown(ctx))
	fmt.Println(<-requests)
	// Output:
	// <nil>
	// <nil>
}
