// Chat serves a chat with rooms.
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

	"github.com/lively-go/lively/examples/chat/chat"
	"github.com/lively-go/lively/pubsub"
)

func main() {
	addr := flag.String("addr", ":8080", "address to listen on; 127.0.0.1:8080 keeps it to this machine")
	secret := flag.String("secret", "", "signs the tokens in pages; empty: a random one, so open pages start anew when the server does")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Chat serves a chat with rooms. Messages are kept in memory.\n\nFlags:")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, *secret, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chat:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends; then it sends the browsers away and returns.
func run(ctx context.Context, addr, secret string, out io.Writer) error {
	bus := new(pubsub.Local)
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	app := chat.New(new(chat.Memory), bus).Server([]byte(secret))
	srv := &http.Server{Handler: secure(app), ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(out, "Chat on http://localhost:%d/\n", ln.Addr().(*net.TCPAddr).Port)

	ctx, stop := context.WithCancelCause(ctx)
	go func() { stop(srv.Serve(ln)) }()
	<-ctx.Done()

	slow, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := errors.Join(app.Shutdown(slow), srv.Shutdown(slow)); err != nil {
		slog.Warn("chat: connections were cut", "error", err)
	}
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
