// Package confirm is a page that asks before some buttons act: in the browser's dialog, and in one of its own.
package confirm

import (
	"slices"

	"github.com/lively-go/lively/live"
)

// Page is the view.
type Page struct {
	Projects []string
	Archived []string
}

// New returns a page with three projects.
func New() live.View { return &Page{Projects: []string{"Atlas", "Borealis", "Comet"}} }

// The events of the buttons, which are sent when the user has accepted.
type (
	Archive struct{ Name string }
	Delete  struct{ Name string }
)

// Events lists the handlers.
func (v *Page) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e Archive) error {
			if v.remove(e.Name) {
				v.Archived = append(v.Archived, e.Name)
			}
			return nil
		}),
		live.On(func(_ *live.Socket, e Delete) error { v.remove(e.Name); return nil }),
	}
}

// remove reports whether the project was there.
func (v *Page) remove(name string) bool {
	i := slices.Index(v.Projects, name)
	if i < 0 {
		return false
	}
	v.Projects = slices.Delete(v.Projects, i, i+1)
	return true
}
