// Counter serves a number that two buttons change.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"github.com/lively-go/lively/examples/counter/counter"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "address to listen on")
	flag.Parse()
	fmt.Printf("Counter on http://%s/\n", *addr)
	log.Fatal(http.ListenAndServe(*addr, counter.NewServer()))
}
