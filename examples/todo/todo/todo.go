// Package todo implements a to-do list. It shows a form, a component with its own state for each
// item, events that bubble from an item to the list, and a filter in the URL.
package todo

import (
	"slices"
	"strings"

	"github.com/lively-go/lively/live"
)

// Todo is the view: a list of items.
type Todo struct {
	Items  []*Item
	New    live.Form[Draft]
	Query  Query
	lastID int // ID of the newest item
}

// Draft is the form for the text of an item.
type Draft struct{ Text string }

// Validate reports an empty text.
func (d Draft) Validate() error {
	if strings.TrimSpace(d.Text) == "" {
		return live.Errors{"text": "Enter something to do."}
	}
	return nil
}

// Query is the state of the page in its URL. Show is empty for all items, "open" or "done".
type Query struct{ Show string }

// Delete is sent by an Item and handled by the list, because the Item has no handler for it.
type Delete struct{ ID int }

// ClearCompleted deletes all items that are done.
type ClearCompleted struct{}

// Events returns the event handlers.
func (v *Todo) Events() live.Events {
	return live.Events{live.OnForm(&v.New, v.add), live.On(v.delete), live.On(v.clearCompleted), live.OnParams(v.setQuery)}
}

func (v *Todo) add(_ *live.Socket, d Draft) error {
	v.lastID++
	v.Items = append(v.Items, &Item{ID: v.lastID, Text: strings.TrimSpace(d.Text)})
	v.New.Reset()
	return nil
}

func (v *Todo) delete(_ *live.Socket, e Delete) error {
	v.Items = slices.DeleteFunc(v.Items, func(i *Item) bool { return i.ID == e.ID })
	return nil
}

func (v *Todo) clearCompleted(*live.Socket, ClearCompleted) error {
	v.Items = slices.DeleteFunc(v.Items, func(i *Item) bool { return i.Done })
	return nil
}

func (v *Todo) setQuery(_ *live.Socket, q Query) error { v.Query = q; return nil }

// visible returns the items that match the filter.
func (v *Todo) visible() (items []*Item) {
	for _, i := range v.Items {
		if v.Query.Show == "" || i.Done == (v.Query.Show == "done") {
			items = append(items, i)
		}
	}
	return items
}

// countOpen returns the number of items that are not done.
func (v *Todo) countOpen() (n int) {
	for _, i := range v.Items {
		if !i.Done {
			n++
		}
	}
	return n
}
