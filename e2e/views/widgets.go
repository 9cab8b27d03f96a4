package views

import (
	"slices"

	"github.com/lively-go/lively/live"
)

// Widgets is a page with elements that belong to scripts: in the view, in a Memo, in components that
// change their order, and in a table. Each render changes their attributes and content.
type Widgets struct {
	N     int
	Items []*WidgetItem
}

// A WidgetItem is a component of a Widgets.
type WidgetItem struct {
	ID string
	N  int
}

// NewWidgets returns a page with the given items.
func NewWidgets(ids ...string) *Widgets {
	v := &Widgets{}
	for _, id := range ids {
		v.Items = append(v.Items, &WidgetItem{ID: id})
	}
	return v
}

// Bump counts up, and Swap reverses the items. CrashWidgets panics.
type (
	Bump         struct{}
	Swap         struct{}
	CrashWidgets struct{}
)

// Events returns the events of the page.
func (v *Widgets) Events() live.Events {
	return live.Events{live.On(v.bump), live.On(v.swap), live.On(func(*live.Socket, CrashWidgets) error { panic("crash") })}
}

func (v *Widgets) bump(*live.Socket, Bump) error {
	v.N++
	for _, item := range v.Items {
		item.N = v.N
	}
	return nil
}

func (v *Widgets) swap(*live.Socket, Swap) error {
	slices.Reverse(v.Items)
	return nil
}
