package todo

import (
	"strconv"
	"strings"

	"github.com/lively-go/lively/live"
)

// Item is one entry: a component with a state of its own.
type Item struct {
	ID      int
	Text    string
	Done    bool
	editing bool
	edit    live.Form[Draft]
}

// What the browser may ask of an item.
type (
	Toggle struct{}
	Edit   struct{}
	Cancel struct{}
)

func (i *Item) Events() live.Events {
	return live.Events{live.On(i.toggle), live.On(i.open), live.On(i.cancel), live.OnForm(&i.edit, i.save)}
}

func (i *Item) toggle(*live.Socket, Toggle) error { i.Done = !i.Done; return nil }

func (i *Item) open(*live.Socket, Edit) error {
	i.editing, i.edit = true, live.Form[Draft]{ID: i.key(), Value: Draft{i.Text}}
	return nil
}

func (i *Item) cancel(*live.Socket, Cancel) error { i.editing = false; return nil }

func (i *Item) save(_ *live.Socket, d Draft) error {
	i.Text, i.editing = strings.TrimSpace(d.Text), false
	return nil
}

func (i *Item) key() string { return "item-" + strconv.Itoa(i.ID) }
