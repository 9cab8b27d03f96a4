package livetest_test

import (
	"fmt"
	"net/http"

	"github.com/lively-go/lively/livetest"
)

// newUpload returns an application with a form whose files a handler of its own receives.
func newUpload() http.Handler {
	var uploads []string
	return newEntrySite(&uploads)
}

func ExampleFile() {
	t := &example{}
	defer t.end()

	f := livetest.Open(t, newUpload()).Form("form").Fill("title", "Trip")
	f.SetFiles("file", livetest.File{Name: "map.png", Type: "image/png", Content: []byte("…")})
	fmt.Println(f.Value("file"), f.Submit().URL())
	// Output: C:\fakepath\map.png /
}

func ExampleForm_SetFiles() {
	t := &example{}
	defer t.end()

	f := livetest.Open(t, newUpload()).Form("form").SetFiles("file", livetest.File{Name: "a.txt"}, livetest.File{Name: "b.txt"})
	f.SetFiles("file")
	fmt.Printf("%q\n", f.Value("file"))
	// Output: ""
}

func ExamplePage_WithoutScript() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, newUpload()).WithoutScript()
	p.Form("form").Fill("title", "Trip").Submit("#page")
	fmt.Println(p.Text("#live-flash .live-flash-info"))
	// Output: Saved Trip
}
