package livetest_test

import (
	"fmt"
	"net/http"

	"github.com/lively-go/lively/livetest"
)

// A page that is not found is read, and left by one of its links.
func ExampleOpenStatus() {
	t := &example{}
	defer t.end()

	p := livetest.OpenStatus(t, statusSite(), http.StatusGone, "/gone")
	fmt.Println(p.Text("h1"))
	fmt.Println(p.Click("a").Text("h1"))
	// Output:
	// Gone
	// Links
}

func ExamplePage_ExpectStatus() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, statusSite()).ExpectStatus(http.StatusNotFound).Click("#missing")
	fmt.Println(p.URL(), p.Text("pre"))
	// Output: /missing 404 page not found
}

func ExamplePage_Status() {
	t := &example{}
	defer t.end()

	p := livetest.OpenStatus(t, statusSite(), http.StatusGone, "/gone")
	fmt.Println(p.Status())
	// Output: 410
}
