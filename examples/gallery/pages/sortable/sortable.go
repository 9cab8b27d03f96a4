// Package sortable is a page with a list that users sort with the mouse, by touch or with the keyboard.
package sortable

import (
	"fmt"
	"slices"

	"github.com/lively-go/lively/live"
)

// Tasks is the view. Its items differ from each other.
type Tasks struct {
	Items  []string
	Status string
}

// maxItems is the length of the list to which users can add.
const maxItems = 12

// Moved is pushed by the hook, and sent by the buttons: an item gets a position, from 0.
type Moved struct {
	Item string
	To   int
}

// Add is the event of the button below the list.
type Add struct{}

// Mount sets the items to begin with.
func (v *Tasks) Mount(*live.Socket) error {
	v.Items = []string{"Buy flour", "Knead", "Bake", "Eat"}
	return nil
}

// Events lists the handlers.
func (v *Tasks) Events() live.Events {
	return live.Events{live.On(v.moved), live.On(v.add)}
}

// moved checks the event, because it comes from a script. If it returns an error, the client moves the item back.
func (v *Tasks) moved(_ *live.Socket, e Moved) error {
	from := slices.Index(v.Items, e.Item)
	if from < 0 {
		return live.ErrGone
	}
	to := min(max(e.To, 0), len(v.Items)-1)
	v.Items = slices.Insert(slices.Delete(v.Items, from, from+1), to, e.Item)
	v.Status = fmt.Sprintf("%s is at position %d of %d.", e.Item, to+1, len(v.Items))
	return nil
}

func (v *Tasks) add(*live.Socket, Add) error {
	if len(v.Items) < maxItems {
		v.Items = append(v.Items, fmt.Sprintf("Task %d", len(v.Items)+1))
	}
	return nil
}
