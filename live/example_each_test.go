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
