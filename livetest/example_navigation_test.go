package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/livetest"
)

func ExamplePage_Requests() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, house(), "/a") // its pages have links of live.Navigate to each other
	p.Click("[id='to/b']").Click("[id='to/c']")
	fmt.Println(p.Text("h1"), p.Requests())
	fmt.Println(p.Back().Text("h1"), p.Requests())
	// Output:
	// c 3
	// b 3
}

func ExamplePage_Documents() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, house(), "/a")
	fmt.Println(p.Click("[id='to/b']").Text("h1"), p.Documents())
	fmt.Println(p.Click("[id='to/plain']").Text("h1"), p.Documents()) // this page is not live
	// Output:
	// b 1
	// plain 2
}
