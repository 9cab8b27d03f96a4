package live_test

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A Product is a page whose product may be sold out.
type Product struct {
	Name    string
	SoldOut bool
}

func (p *Product) Mount(s *live.Socket) error {
	if p.SoldOut {
		s.SetStatus(http.StatusGone)
	}
	s.Header().Set("Content-Language", "en")
	return nil
}

func (p *Product) Title() string { return p.Name }

func (p *Product) Meta() live.Meta {
	meta := live.Meta{
		Description: "Buy " + p.Name + " online.",
		Canonical:   "https://shop.example/" + p.Name,
		OpenGraph:   live.OpenGraph{Image: "https://shop.example/" + p.Name + ".jpg"},
	}
	if p.SoldOut {
		meta.Robots = "noindex"
	}
	return meta
}

func (p *Product) Render() templ.Component { return templ.Raw("<h1>" + p.Name + "</h1>") } // in a program, a template

func newShop() *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /tea", live.Page(func(*http.Request) live.View { return &Product{Name: "tea"} }))
	mux.Handle("GET /mate", live.Page(func(*http.Request) live.View { return &Product{Name: "mate", SoldOut: true} }))
	return &live.Server{Handler: mux}
}

func ExampleMeta() {
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.Open(t, newShop(), "/tea")
	fmt.Println(p.HeadAttr("meta[name=description]", "content"))
	fmt.Println(p.HeadAttr("link[rel=canonical]", "href"))
	// Output:
	// Buy tea online.
	// https://shop.example/tea
}

func ExampleOpenGraph() {
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.Open(t, newShop(), "/tea")
	for _, property := range []string{"title", "description", "image"} {
		fmt.Println(p.HeadAttr(`meta[property="og:`+property+`"]`, "content"))
	}
	// Output:
	// tea
	// Buy tea online.
	// https://shop.example/tea.jpg
}

func ExampleSocket_SetStatus() {
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.OpenStatus(t, newShop(), http.StatusGone, "/mate")
	fmt.Println(p.Status(), p.HeadAttr("meta[name=robots]", "content"))
	// Output: 410 noindex
}

func ExampleSocket_Header() {
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	p := livetest.Open(t, newShop(), "/tea")
	fmt.Println(p.Header().Get("Content-Language"))
	// Output: en
}
