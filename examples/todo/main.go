// Todo serves a to-do list.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/lively-go/lively/examples/todo/todo"
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
	srv := &http.Server{Handler: todo.NewServer(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.Serve(ln))
}
