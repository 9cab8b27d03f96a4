package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A program that shuts down gracefully, with an endpoint for load balancers.
func ExampleServe() {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Counter{} }))
	srv := &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)}
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if srv.Draining() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	ctx, stop := context.WithCancel(context.Background())
	stop() // as SIGTERM does
	err := live.Serve(ctx, &http.Server{Addr: "localhost:0"}, srv, live.ServeOptions{})
	fmt.Println(err, srv.Draining())
	// Output: <nil> true
}

// A page that a browser has joined is one session, and its view was mounted once.
func ExampleServer_Stats() {
	t := &exampleTB{}
	defer t.end()

	srv := &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &Counter{} }),
		Log:     slog.New(slog.DiscardHandler),
	}
	livetest.Open(t, srv)
	s := srv.Stats()
	fmt.Println(s.Attached, s.Adopted, s.Remounted)
	// Output: 1 1 0
}
