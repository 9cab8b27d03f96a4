package live_test

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Catalog is a list whose page is in the URL.
type Catalog struct{ query CatalogQuery }

// CatalogQuery is the query string of a Catalog.
type CatalogQuery struct{ Page int }

func (c *Catalog) Events() live.Events { return live.Events{live.OnParams(c.load)} }

func (c *Catalog) load(_ *live.Socket, q CatalogQuery) error {
	c.query = CatalogQuery{Page: max(q.Page, 1)}
	return nil
}

func (c *Catalog) Render() templ.Component {
	next := CatalogQuery{Page: c.query.Page + 1}
	return htmlf("<h1>Page %d</h1><a%s>Next</a>", c.query.Page, live.Patch(next))
}

func ExampleOnParams() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Catalog{} }, "/catalog?page=2")
	fmt.Println(p.Text("h1"))
	fmt.Println(p.Click("a").Text("h1"), p.URL())
	fmt.Println(p.Back().Text("h1"), p.URL())
	// Output:
	// Page 2
	// Page 3 /catalog?page=3
	// Page 2 /catalog?page=2
}
