// Gallery serves one small page for each feature of Lively, with its source beside it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/lively-go/lively/examples/gallery/gallery"
	"github.com/lively-go/lively/live"
)

const usage = `Gallery serves one small page for each feature of Lively, with its source beside it.

Usage: gallery [flags]

`

func main() {
	addr := flag.String("addr", ":8080", "TCP `address` to listen on; 127.0.0.1:8080 accepts only connections from this machine")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "gallery: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}
	if err := run(context.Background(), *addr, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// run serves the gallery on addr until ctx is done or the process is asked to end, then shuts down
// gracefully. It prints the URL of the gallery to out.
func run(ctx context.Context, addr string, out io.Writer) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Listening on http://%s\n", urlHost(ln.Addr().(*net.TCPAddr)))
	srv := gallery.NewServer()
	return live.Serve(ctx, &http.Server{Handler: gallery.SecurityHeaders(srv)}, srv, live.ServeOptions{Listener: ln})
}

// urlHost returns the host and port of the URL at which a browser on this machine reaches a.
func urlHost(a *net.TCPAddr) string {
	if a.IP.IsUnspecified() {
		return fmt.Sprintf("localhost:%d", a.Port)
	}
	return a.String()
}
