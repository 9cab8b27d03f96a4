// Todo serves a to-do list.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/lively-go/lively/examples/todo/todo"
	"github.com/lively-go/lively/live"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "TCP `address` to listen on; :8080 also accepts connections from other machines")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), "Todo serves a to-do list.\n\nUsage: todo [flags]\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()

	ln, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Listening on http://localhost:%d\n", ln.Addr().(*net.TCPAddr).Port)
	err = live.Serve(context.Background(), &http.Server{}, todo.NewServer(), live.ServeOptions{Listener: ln})
	if err != nil {
		log.Fatal(err)
	}
}
