package livetest_test

import (
	"fmt"
	"net/http"

	"github.com/lively-go/lively/livetest"
)

func ExamplePage_Header() {
	t := &example{}
	defer t.end()

	p := livetest.OpenStatus(t, teaSite(), http.StatusGone, "/tea")
	fmt.Println(p.Header().Get("Content-Language"))
	// Output: en
}

func ExamplePage_HeadAttr() {
	t := &example{}
	defer t.end()

	p := livetest.OpenStatus(t, teaSite(), http.StatusGone, "/tea")
	fmt.Println(p.HeadAttr("meta[name=description]", "content"))
	// Output: Green & black
}

func ExamplePage_HeadHas() {
	t := &example{}
	defer t.end()

	p := livetest.OpenStatus(t, teaSite(), http.StatusNotFound, "/milk")
	fmt.Println(p.HeadHas("meta[name=robots][content=noindex]"))
	// Output: true
}
