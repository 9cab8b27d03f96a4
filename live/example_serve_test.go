package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A program that shuts down gracefully.
func ExampleServe() {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Counter{} }))
	srv := &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)}

	ctx, stop := context.WithCancel(context.Background())
	stop() // has the effect of SIGTERM
	fmt.Println(live.Serve(ctx, &http.Server{Addr: "localhost:0"}, srv, live.ServeOptions{}))
	// Output: <nil>
}

// The program opens the listener, so that it knows the port, and has a load balancer that polls an
// endpoint every second.
func ExampleServeOptions() {
	ln, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		panic(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	srv := &live.Server{Log: slog.New(slog.DiscardHandler)}
	err = live.Serve(ctx, &http.Server{}, srv, live.ServeOptions{
		Listener: ln,
		Grace:    20 * time.Second,
		Delay:    10 * time.Millisecond, // in production: 2 seconds
	})
	fmt.Println(err)
	// Output: <nil>
}

// An endpoint for load balancers.
func ExampleServer_Draining() {
	srv := &live.Server{Log: slog.New(slog.DiscardHandler)}
	ready := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if srv.Draining() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	status := func() int {
		w := httptest.NewRecorder()
		ready.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		return w.Code
	}
	fmt.Println(status())
	if err := srv.Shutdown(context.Background()); err != nil {
		panic(err)
	}
	fmt.Println(status())
	// Output:
	// 200
	// 503
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

// The part of the joins that reached the node that had rendered the page.
func ExampleStats() {
	s := live.Stats{Adopted: 75, Remounted: 25, Elsewhere: 20}
	fmt.Printf("%d %%\n", 100*s.Adopted/(s.Adopted+s.Remounted))
	// Output: 75 %
}
