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

  go run ./examples/chat      on its own: messages are kept in memory

Several servers are one chat over a Redis, which keeps the messages too:

  redis-server --port 6379 --save "" &
  go run ./examples/chat -addr :8081 -redis redis://127.0.0.1:6379 -secret "something long and random" &
  go run ./examples/chat -addr :8082 -redis redis://127.0.0.1:6379 -secret "something long and random"

When Redis is away they go on, each for itself, and are one again when it is back.

Flags:
`

type config struct{ addr, redis, secret string }

func main() {
	var c config
	flag.StringVar(&c.addr, "addr", ":8080", "`address` to listen on; 127.0.0.1:8080 keeps it to this machine")
	flag.StringVar(&c.redis, "redis", "", "`URL` of the Redis between several servers, redis://… or rediss://…; empty: this server is the only one")
	flag.StringVar(&c.secret, "secret", "", "signs the tokens in pages, the same `text` on all servers; empty: a random one, so open pages start anew when the server does, or when they meet another")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "chat: what is %q? There are only flags; see chat -h\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chat:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends; then it sends the browsers away and returns.
func run(ctx context.Context, c config, out io.Writer) error {
	room, end, err := node(c.redis)
	if err != nil {
		return err
	}
	defer end()
	ln, err := net.Listen("tcp", c.addr)
	if err != nil {
		return err
	}
	app := room.Server([]byte(c.secret))
	srv := &http.Server{Handler: secure(app), ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(out, "Chat on http://localhost:%d/\n", ln.Addr().(*net.TCPAddr).Port)
	if c.redis != "" && c.secret == "" {
		fmt.Fprintln(out, "Give all servers the same -secret: without, a page that meets another server starts anew.")
	}

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
