// Metrics serves a page that shows what this machine does, live.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/lively-go/lively/examples/metrics/dashboard"
	"github.com/lively-go/lively/examples/metrics/sample"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

func main() {
	addr := flag.String("addr", ":8080", "address to listen on; 127.0.0.1:8080 keeps it to this machine")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "metrics:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends; then it sends the browsers away and returns.
func run(ctx context.Context, addr string, out io.Writer) error {
	var bus pubsub.Local
	viewers := &dashboard.Viewers{Topic: pubsub.NewTopic[dashboard.Counted](&bus, "viewers")}
	sampler := &sample.Sampler{
		Source:  new(sample.Machine),
		Topic:   pubsub.NewTopic[sample.Taken](&bus, "taken"),
		Watched: viewers.Watched,
	}

	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	app := newApp(sampler, viewers)
	srv := &http.Server{Handler: secure(app), ReadHeaderTimeout: 10 * time.Second}
	announce(out, ln.Addr())

	ctx, stop := context.WithCancelCause(ctx)
	go func() { stop(sampler.Run(ctx)) }()
	go func() { stop(srv.Serve(ln)) }()
	<-ctx.Done()

	slow, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := errors.Join(app.Shutdown(slow), srv.Shutdown(slow)); err != nil {
		slog.Warn("metrics: connections were cut", "error", err)
	}
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func newApp(sampler *sample.Sampler, viewers *dashboard.Viewers) *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
		return &dashboard.Dashboard{Sampler: sampler, Viewers: viewers}
	}))
	mux.Handle("GET /static/", dashboard.Assets())
	return &live.Server{Handler: mux, Layout: dashboard.Layout}
}
