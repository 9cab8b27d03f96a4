package live_test

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A Fruit is the value of a row.
type Fruit struct {
	Name  string
	Count int
}

func (f Fruit) Key() string { return f.Name }

func (f Fruit) Row() templ.Component {
	return htmlf("<li>%s: %d <button%s>+</button></li>", f.Name, f.Count, live.Click(Take{f.Name}))
}

// Take is the event of the buttons.
type Take struct{ Name string }

// Market is a page with a list.
type Market struct{ Fruits []Fruit }

func (b *Market) Events() live.Events { return live.Events{live.On(b.take)} }

func (b *Market) take(_ *live.Socket, e Take) error {
	for i := range b.Fruits {
		if b.Fruits[i].Name == e.Name {
			b.Fruits[i].Count++
		}
	}
	return nil
}

func (b *Market) Render() templ.Component {
	return htmlf("<ul>%s</ul>", live.Each(b.Fruits, Fruit.Key, Fruit.Row))
}

func ExampleEach() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Market{[]Fruit{{"apple", 1}, {"pear", 2}}} })
	p.Click("li[live-id=pear] button")
	fmt.Println(p.Texts("li"))
	// Output: [apple: 1 + pear: 3 +]
}

// SKU is the key of an item in a warehouse.
type SKU uint32

// Shelf is a page with a list of numbers, which are the keys of their rows.
type Shelf struct{ Items []SKU }

func (v *Shelf) Render() templ.Component { return list(v.Items) }

// list shows the keys of a list, whatever their type.
func list[K live.EachKey](keys []K) templ.Component {
	return live.Each(keys, func(k K) K { return k }, func(k K) templ.Component { return htmlf("<li>item %d</li>", k) })
}

func ExampleEachKey() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Shelf{[]SKU{7, 12}} })
	fmt.Println(p.Attr("li:contains('12')", "live-id"))
	// Output: 12
}
