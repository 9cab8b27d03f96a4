package live_test

import (
	"errors"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Depot is a page with a nested view that shows the stock of one article.
type Depot struct {
	Article string
	Sold    int
}

// The events of a Depot, and the messages between a Depot and its Stock.
type (
	Choose struct{ Article string } // sent by a button
	Refill struct{}                 // sent by a button, and to the Stock
	Sold   struct{ Count int }      // sent by the Stock
)

func (d *Depot) Events() live.Events {
	return live.Events{live.On(d.choose), live.On(d.refill), live.On(d.sold)}
}

func (d *Depot) choose(_ *live.Socket, e Choose) error {
	d.Article = e.Article
	return nil
}

func (d *Depot) refill(s *live.Socket, e Refill) error { return live.Send(s, "stock", e) }

func (d *Depot) sold(_ *live.Socket, m Sold) error {
	d.Sold += m.Count
	return nil
}

func (d *Depot) Render() templ.Component {
	return htmlf("<p>%d sold</p><button id='tea'%s></button><button id='refill'%s></button>%s",
		d.Sold, live.Click(Choose{"tea"}), live.Click(Refill{}), live.Nested("stock", d.Article, newStock))
}

// Stock is a nested view.
type Stock struct {
	Article string
	Count   int
}

func newStock(article string) live.View { return &Stock{article, 5} }

// Props is called when the Depot passes another article.
func (v *Stock) Props(_ *live.Socket, article string) error {
	v.Article = article
	return nil
}

// Sell is the event of a Stock.
type Sell struct{}

func (v *Stock) Events() live.Events { return live.Events{live.On(v.sell), live.On(v.refill)} }

func (v *Stock) sell(s *live.Socket, _ Sell) error {
	v.Count--
	return s.Send(Sold{1})
}

func (v *Stock) refill(*live.Socket, Refill) error {
	v.Count = 10
	return nil
}

func (v *Stock) Render() templ.Component {
	return htmlf("<b>%d %s</b><button id='sell'%s></button>", v.Count, v.Article, live.Click(Sell{}))
}

func ExampleNested() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Depot{Article: "coffee"} })
	fmt.Println(p.Text("b"))
	p.Click("#tea")
	fmt.Println(p.Text("b"))
	// Output:
	// 5 coffee
	// 5 tea
}

func ExampleSocket_Send() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Depot{Article: "coffee"} })
	p.Click("#sell").Click("#sell")
	fmt.Println(p.Text("p"), "/", p.Text("b"))
	// Output: 2 sold / 3 coffee
}

func ExampleSend() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Depot{Article: "coffee"} })
	p.Click("#refill")
	fmt.Println(p.Text("b"))
	// Output: 10 coffee
}

// Broken is a view that cannot be mounted.
type Broken struct{}

func (*Broken) Mount(*live.Socket) error { return errors.New("the service is not available") }

func (*Broken) Render() templ.Component { return templ.NopComponent }

// City is a page with a nested view that cannot be mounted.
type City struct{}

func (*City) Render() templ.Component {
	return htmlf("<h1>Weather</h1>%s", live.Nested("forecast", "Oslo", func(string) live.View { return &Broken{} },
		live.Fallback(templ.Raw("<p>No forecast at the moment.</p>"))))
}

func ExampleFallback() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &City{} })
	fmt.Println(p.Text("h1"), "/", p.Text("p"))
	// Output: Weather / No forecast at the moment.
}

// Ledger is a page with nested views in a table and at the end.
type Ledger struct{}

func (*Ledger) Render() templ.Component {
	return htmlf("<table>%s</table>%s",
		live.Nested("rows", 2, newRows, live.RootElement("tbody", templ.Attributes{"class": "rows"})),
		live.Nested("more", "later", func(text string) live.View { return &Note{text} }, live.Lazy()))
}

// Rows is a nested view that consists of table rows.
type Rows struct{ Count int }

func newRows(n int) live.View { return &Rows{n} }

func (v *Rows) Render() templ.Component {
	var rows []templ.Component
	for i := range v.Count {
		rows = append(rows, htmlf("<tr><td>%d</td></tr>", i+1))
	}
	return templ.Join(rows...)
}

// Note is a nested view without events.
type Note struct{ Text string }

func (v *Note) Render() templ.Component { return htmlf("<p>%s</p>", v.Text) }

func ExampleRootElement() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Ledger{} })
	fmt.Println(p.Texts("table > tbody.rows > tr > td"))
	// Output: [1 2]
}

func ExampleLazy() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Ledger{} })
	p.Settle() // in a test, everything is visible
	fmt.Println(p.Text("p"))
	// Output: later
}

func ExampleNestedOption() {
	inTable := []live.NestedOption{live.RootElement("tbody"), live.Fallback(templ.Raw("<tr><td>…</td></tr>"))}
	fmt.Println(len(inTable))
	// Output: 2
}
