// Package todo is a list of things to do: a form, a component for each entry with a state of its own, events that bubble
// from an entry to the list, and a filter in the URL.
package todo

import (
	"slices"
	"strings"

	"github.com/lively-go/lively/live"
)

// Todo is a list of items.
type Todo struct {
	Items []*Item
	New   live.Form[Draft]
	Query Query
	last  int // ID of the newest item
}

// Draft is the text of an item, as somebody types it.
type Draft struct{ Text string }

// Validate refuses texts that say nothing.
func (d Draft) Validate() error {
	if strings.TrimSpace(d.Text) == "" {
		return live.Errors{"text": "say what is to be done"}
	}
	return nil
}

// Query is the page's state in its URL: ?show=open.
type Query struct{ Show string }

// Delete is raised by an Item and handled by the list around it.
type Delete struct{ ID int }

// Clear deletes what is done.
type Clear struct{}

func (v *Todo) Events() live.Events {
	return live.Events{live.OnForm(&v.New, v.add), live.On(v.delete), live.On(v.clear), live.OnParams(v.show)}
}

func (v *Todo) add(_ *live.Socket, d Draft) error {
	v.last++
	v.Items = append(v.Items, &Item{ID: v.last, Text: strings.TrimSpace(d.Text)})
	v.New.Reset()
	return nil
}

func (v *Todo) delete(_ *live.Socket, e Delete) error {
	v.Items = slices.DeleteFunc(v.Items, func(i *Item) bool { return i.ID == e.ID })
	return nil
}

func (v *Todo) clear(*live.Socket, Clear) error {
	v.Items = slices.DeleteFunc(v.Items, func(i *Item) bool { return i.Done })
	return nil
}

func (v *Todo) show(_ *live.Socket, q Query) error { v.Query = q; return nil }

// shown are the items that the filter lets through.
func (v *Todo) shown() (items []*Item) {
	for _, i := range v.Items {
		if v.Query.Show == "" || i.Done == (v.Query.Show == "done") {
			items = append(items, i)
		}
	}
	return items
}

func (v *Todo) open() (n int) {
	for _, i := range v.Items {
		if !i.Done {
			n++
		}
	}
	return n
}
