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
)

const usage = `Chat serves a chat with rooms.

Usage: chat [flags]

Without flags it is a single server that keeps its messages in memory:

  go run ./examples/chat

With Redis, which then also stores the messages, several servers form one chat:

  redis-server --port 6379 --save "" &
  go run ./examples/chat -addr :8081 -redis redis://127.0.0.1:6379 -secret "something long and random" &
  go run ./examples/chat -addr :8082 -redis redis://127.0.0.1:6379 -secret "something long and random"

While Redis is unavailable, each server keeps working on its own. The servers reconnect when it is
available again.

`

type config struct{ addr, redis, secret string }

func main() {
	var c config
	flag.StringVar(&c.addr, "addr", ":8080", "TCP `address` to listen on; 127.0.0.1:8080 accepts only connections from this machine")
	flag.StringVar(&c.redis, "redis", "", "`URL` of the Redis server that connects several servers, redis://… or rediss://…; empty means a single server")
	flag.StringVar(&c.secret, "secret", "", "`key` that signs the tokens in pages, the same on all servers; empty means a random one, so open pages are remounted when the server restarts or they reach another server")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "chat: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chat:", err)
		os.Exit(1)
	}
}

// run serves the chat until ctx is done, then shuts down gracefully. It prints the URL of the page
// to out.
func run(ctx context.Context, c config, out io.Writer) error {
	app, closeNode, err := newNode(c.redis)
	if err != nil {
		return err
	}
	defer closeNode()
	ln, err := net.Listen("tcp", c.addr)
	if err != nil {
		return err
	}
	handler := app.Server([]byte(c.secret))
	srv := &http.Server{Handler: securityHeaders(handler), ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(out, "Listening on http://localhost:%d\n", ln.Addr().(*net.TCPAddr).Port)
	if c.redis != "" && c.secret == "" {
		fmt.Fprintln(out, "Give all servers the same -secret. Otherwise pages are remounted when they reach another server.")
	}

	ctx, stop := context.WithCancelCause(ctx)
	go func() { stop(srv.Serve(ln)) }()
	<-ctx.Done()

	shutdownCtx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := errors.Join(handler.Shutdown(shutdownCtx), srv.Shutdown(shutdownCtx)); err != nil {
		slog.Warn("chat: shutdown incomplete", "error", err)
	}
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
