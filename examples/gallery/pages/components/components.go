// Package components is a to-do list whose items are components.
package components

import (
	"slices"
	"strconv"

	"github.com/lively-go/lively/live"
)

// List is the view of the page. It holds its components.
type List struct {
	Items []*Item
	New   live.Form[NewItem]

	lastID int
}

// Item is a component: a view within a view, with events of its own.
type Item struct {
	ID   int
	Text string
	Done bool
}

// The events of the page. The innermost component that lists an event handles it: Item handles Toggle, and
// List handles Delete, although the button of an Item sends it.
type (
	NewItem struct{ Text string }
	Toggle  struct{}
	Delete  struct{ ID int }
)

// Events lists the handlers of the page.
func (v *List) Events() live.Events {
	return live.Events{live.OnForm(&v.New, v.add), live.On(v.delete)}
}

func (v *List) add(_ *live.Socket, n NewItem) error {
	if n.Text == "" {
		return live.Errors{"text": "Enter what is to do."}
	}
	v.lastID++
	v.Items = append(v.Items, &Item{ID: v.lastID, Text: n.Text})
	v.New.Reset()
	return nil
}

func (v *List) delete(_ *live.Socket, e Delete) error {
	v.Items = slices.DeleteFunc(v.Items, func(i *Item) bool { return i.ID == e.ID })
	return nil
}

// Events lists the handlers of an item.
func (i *Item) Events() live.Events { return live.Events{live.On(i.toggle)} }

func (i *Item) toggle(*live.Socket, Toggle) error {
	i.Done = !i.Done
	return nil
}

// key identifies the item among the others.
func (i *Item) key() string { return "item-" + strconv.Itoa(i.ID) }
