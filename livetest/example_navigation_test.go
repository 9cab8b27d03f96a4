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
	fmt.Println(p.URL(), p.Requests())
	fmt.Println(p.Back().URL(), p.Requests())
	// Output:
	// /c 3
	// /b 3
}

func ExamplePage_Documents() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, house(), "/a")
	fmt.Println(p.Click("[id='to/b']").URL(), p.Documents())
	fmt.Println(p.Click("[id='to/plain']").URL(), p.Documents()) // this page is not live
	// Output:
	// /b 1
	// /plain 2
}
