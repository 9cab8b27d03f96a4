package todo

import (
	"strconv"
	"strings"

	"github.com/lively-go/lively/live"
)

// Item is one entry of the list: a component with its own state.
type Item struct {
	ID      int
	Text    string
	Done    bool
	editing bool
	form    live.Form[Draft]
}

// The events of an item.
type (
	Toggle struct{}
	Edit   struct{}
	Cancel struct{}
)

// Events returns the event handlers.
func (i *Item) Events() live.Events {
	return live.Events{live.On(i.toggle), live.On(i.startEdit), live.On(i.cancel), live.OnForm(&i.form, i.save)}
}

func (i *Item) toggle(*live.Socket, Toggle) error { i.Done = !i.Done; return nil }

func (i *Item) startEdit(*live.Socket, Edit) error {
	i.editing, i.form = true, live.Form[Draft]{ID: i.key(), Value: Draft{i.Text}}
	return nil
}

func (i *Item) cancel(*live.Socket, Cancel) error { i.editing = false; return nil }

func (i *Item) save(_ *live.Socket, d Draft) error {
	i.Text, i.editing = strings.TrimSpace(d.Text), false
	return nil
}

// key identifies the component on the page.
func (i *Item) key() string { return "item-" + strconv.Itoa(i.ID) }
