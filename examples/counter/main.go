// Counter serves a page with a counter.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/lively-go/lively/examples/counter/counter"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "TCP `address` to listen on; :8080 also accepts connections from other machines")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), "Counter serves a page with a counter.\n\nUsage: counter [flags]\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()

	ln, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Listening on http://localhost:%d\n", ln.Addr().(*net.TCPAddr).Port)
	srv := &http.Server{Handler: counter.NewServer(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.Serve(ln))
}
