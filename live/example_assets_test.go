package live_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing/fstest"

	"github.com/lively-go/lively/live"
)

// staticFiles stands for an embed.FS.
var staticFiles = fstest.MapFS{
	"app.css":  {Data: []byte("h1 { margin: 0 }")},
	"base.css": {Data: []byte("body { margin: 1rem }")},
}

func ExampleAssets() {
	assets := live.NewAssets("/static/", staticFiles)
	mux := http.NewServeMux()
	mux.Handle("GET /static/", assets)

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", assets.URL("app.css"), nil))
	fmt.Println(w.Header().Get("Cache-Control"))
	fmt.Println(w.Body)
	// Output:
	// public, max-age=31536000, immutable
	// h1 { margin: 0 }
}

func ExampleNewAssets() {
	assets := live.NewAssets("/static/", staticFiles)
	fmt.Println(assets.URL("app.css"))
	// Output: /static/app.83411d624933b3db.css
}

// A URL changes with the content of the file.
func ExampleAssets_URL() {
	before := live.NewAssets("/", fstest.MapFS{"app.js": {Data: []byte("let a = 1")}})
	after := live.NewAssets("/", fstest.MapFS{"app.js": {Data: []byte("let a = 2")}})
	fmt.Println(before.URL("app.js") == after.URL("app.js"))
	// Output: false
}

// A program may join several style sheets, so that browsers load one file.
func ExampleAssets_Add() {
	assets := live.NewAssets("/static/", nil)
	assets.Add("all.css", append(staticFiles["base.css"].Data, staticFiles["app.css"].Data...))

	w := httptest.NewRecorder()
	assets.ServeHTTP(w, httptest.NewRequest("GET", assets.URL("all.css"), nil))
	fmt.Println(w.Body)
	// Output: body { margin: 1rem }h1 { margin: 0 }
}

// A URL without a hash leads to the file, too.
func ExampleAssets_ServeHTTP() {
	assets := live.NewAssets("/static/", staticFiles)
	w := httptest.NewRecorder()
	assets.ServeHTTP(w, httptest.NewRequest("GET", "/static/app.css", nil))
	fmt.Println(w.Code, w.Header().Get("Cache-Control"))
	// Output: 200 no-cache
}
