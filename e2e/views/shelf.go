package views

import (
	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

// Shelf is one of several pages that lead to each other, with a counter and a text that only the view holds.
type Shelf struct {
	Journal *Journal
	Name    string // part of the path: /shelf/{name}
	N       int
	Text    string
}

// shelfNames are the names of the pages.
var shelfNames = []string{"a", "b", "c", "d", "e", "f"}

// Put increments the counter.
type Put struct{}

// Label changes the text.
type Label struct{ Text string }

// Visit navigates to a path.
type Visit struct{ Path string }

func (v *Shelf) Mount(*live.Socket) error { v.Journal.Add("mount %s", v.Name); return nil }
func (v *Shelf) Joined(*live.Socket) error {
	v.Journal.Add("joined %s", v.Name)
	return nil
}
func (v *Shelf) Title() string { return "shelf " + v.Name }

func (v *Shelf) Events() live.Events {
	return live.Events{live.On(v.put), live.On(v.label), live.On(v.visit)}
}

func (v *Shelf) put(*live.Socket, Put) error { v.N++; return nil }

func (v *Shelf) label(_ *live.Socket, l Label) error {
	v.Text = l.Text
	v.Journal.Add("text of %s: %s", v.Name, l.Text)
	return nil
}

func (v *Shelf) visit(s *live.Socket, to Visit) error { return s.Navigate(to.Path) }

// Layout returns a layout with a region and a sticky view, which has a counter of its own.
func (v *Shelf) Layout(d live.Document) templ.Component { return v.layout(d) }

// Basket is the sticky view of the layout.
type Basket struct {
	Journal *Journal
	N       int
}

func (v *Basket) Mount(*live.Socket) error          { v.Journal.Add("mount basket"); return nil }
func (v *Basket) Events() live.Events               { return live.Events{live.On(v.put)} }
func (v *Basket) put(*live.Socket, PutBasket) error { v.N++; return nil }

// PutBasket increments the counter of the basket.
type PutBasket struct{}
