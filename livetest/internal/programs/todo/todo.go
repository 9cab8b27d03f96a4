// Package todo implements a list of components with state of their own, whose events bubble to the
// list.
package todo

import (
	"slices"
	"strconv"

	"github.com/lively-go/lively/live"
)

// A Todo is a list of items.
type Todo struct {
	Items []*Item
	New   live.Form[Draft]
	last  int
}

// A Draft is the data of a form.
type Draft struct{ Text string }

// Delete is sent by an Item and handled by the list.
type Delete struct{ ID int }

func (v *Todo) Events() live.Events {
	return live.Events{live.OnForm(&v.New, v.add), live.On(v.delete)}
}

func (v *Todo) add(_ *live.Socket, d Draft) error {
	v.last++
	v.Items = append(v.Items, &Item{ID: v.last, Text: d.Text})
	v.New = live.Form[Draft]{}
	return nil
}

func (v *Todo) delete(_ *live.Socket, e Delete) error {
	v.Items = slices.DeleteFunc(v.Items, func(i *Item) bool { return i.ID == e.ID })
	return nil
}

// An Item is a component with state of its own.
type Item struct {
	ID      int
	Text    string
	editing bool
	edit    live.Form[Draft]
}

// Edit shows the form of an Item.
type Edit struct{}

func (i *Item) Events() live.Events {
	return live.Events{live.On(i.open), live.OnForm(&i.edit, i.save)}
}

func (i *Item) open(*live.Socket, Edit) error {
	i.editing, i.edit = true, live.Form[Draft]{Value: Draft{i.Text}}
	return nil
}
func (i *Item) save(_ *live.Socket, d Draft) error { i.Text, i.editing = d.Text, false; return nil }

func (i *Item) key() string { return "item-" + strconv.Itoa(i.ID) }
