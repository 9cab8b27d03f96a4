// Package lazy is a page with nested views that are mounted when the user scrolls to them.
package lazy

import "github.com/lively-go/lively/live"

// Page is the view of the page.
type Page struct{}

var chapters = []string{"Spring", "Summer", "Autumn", "Winter"}

// Chapter is a nested view.
type Chapter struct {
	Name  string // its props
	Words int
}

func newChapter(name string) live.View { return &Chapter{Name: name} }

// Mount is called when the element of the chapter becomes visible.
func (v *Chapter) Mount(*live.Socket) error {
	v.Words = len(v.Name) * 1000 // a program would read the chapter here
	return nil
}
