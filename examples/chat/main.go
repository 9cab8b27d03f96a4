// Chat serves a chat with rooms.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/lively-go/lively/live"
)

const usage = `Chat serves a chat with rooms.

Usage: chat [flags]

Without flags it is a single server that keeps its messages in memory:

  go run -C examples ./chat

With Redis, which then also stores the messages, several servers form one chat:

  redis-server --port 6379 --save "" &
  go run -C examples ./chat -addr :8081 -redis redis://127.0.0.1:6379 -secret "something long and random" &
  go run -C examples ./chat -addr :8082 -redis redis://127.0.0.1:6379 -secret "something long and random"

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
	if err := run(context.Background(), c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chat:", err)
		os.Exit(1)
	}
}

// run serves the chat until ctx is done or the process is asked to end, then shuts down gracefully. It
// prints the URL of the page to out.
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
	fmt.Fprintf(out, "Listening on http://localhost:%d\n", ln.Addr().(*net.TCPAddr).Port)
	if c.redis != "" && c.secret == "" {
		fmt.Fprintln(out, "Give all servers the same -secret. Otherwise pages are remounted when they reach another server.")
	}
	return live.Serve(ctx, &http.Server{Handler: securityHeaders(handler)}, handler, live.ServeOptions{Listener: ln})
}
