// Metrics serves a live dashboard of the machine that it runs on.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/lively-go/lively/examples/metrics/dashboard"
	"github.com/lively-go/lively/examples/metrics/sample"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

const usage = `Metrics serves a live dashboard of the machine that it runs on: CPU, memory, network,
disks and processes.

Usage: metrics [flags]

`

func main() {
	addr := flag.String("addr", ":8080", "TCP `address` to listen on; 127.0.0.1:8080 accepts only connections from this machine")
	host := flag.String("host", "", "further `names` of this machine at which the page may be opened, separated by commas, such as metrics.example.com; localhost, the host name and IP addresses are allowed")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "metrics: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}
	if err := run(context.Background(), *addr, splitHosts(*host), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "metrics:", err)
		os.Exit(1)
	}
}

// run serves the dashboard on addr until ctx is done or the process is asked to end, then shuts down
// gracefully. The page can also be opened at hosts. run prints the URLs of the page to out.
func run(ctx context.Context, addr string, hosts []string, out io.Writer) error {
	var bus pubsub.Local
	viewers := &dashboard.Viewers{Topic: pubsub.NewTopic[dashboard.ViewersChanged](&bus, "viewers")}
	sampler := &sample.Sampler{
		Source:     new(sample.Machine),
		Topic:      pubsub.NewTopic[sample.Updated](&bus, "updated"),
		HasViewers: viewers.Any,
	}

	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	app := newApp(sampler, viewers)
	app.AllowedHosts = allowedHosts(hosts)
	printURLs(out, ln.Addr())

	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() { stop(sampler.Run(ctx)) }()
	err = live.Serve(ctx, &http.Server{Handler: securityHeaders(app)}, app, live.ServeOptions{Listener: ln})
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

func newApp(sampler *sample.Sampler, viewers *dashboard.Viewers) *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
		return &dashboard.Dashboard{Sampler: sampler, Viewers: viewers}
	}))
	mux.Handle("GET /static/", dashboard.Assets)
	return &live.Server{Handler: mux, Layout: dashboard.Layout, Assets: dashboard.Assets}
}
