// Auth serves a site where users sign up, log in and log out.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/lively-go/lively/examples/auth/auth"
	"github.com/lively-go/lively/examples/auth/mail"
	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

const usage = `Auth serves a site where users sign up, log in and log out. It is for development: everyone can read
the mails that it would send.

Usage: auth [flags]

`

func main() {
	addr := flag.String("addr", "localhost:8080", "TCP `address` to listen on")
	file := flag.String("db", "", "`file` of the database; without it, users are lost when the program ends")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := run(context.Background(), *addr, *file); err != nil {
		fmt.Fprintln(os.Stderr, "auth:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, addr, file string) error {
	s, err := store.Open(ctx, file)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.DeleteExpired(ctx); err != nil {
		return err
	}
	hint, err := auth.AddDemoUsers(ctx, s)
	if err != nil {
		return err
	}
	srv, err := auth.NewServer(auth.Config{Store: s, Mails: new(mail.Sink), Hint: hint})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("Listening on http://localhost:%d\n", ln.Addr().(*net.TCPAddr).Port)
	return live.Serve(ctx, &http.Server{}, srv, live.ServeOptions{Listener: ln})
}
