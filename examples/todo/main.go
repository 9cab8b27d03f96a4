// Todo serves a list of things to do.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"github.com/lively-go/lively/examples/todo/todo"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "address to listen on")
	flag.Parse()
	fmt.Printf("Todo on http://%s/\n", *addr)
	log.Fatal(http.ListenAndServe(*addr, todo.NewServer()))
}
