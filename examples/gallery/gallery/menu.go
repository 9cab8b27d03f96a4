package gallery

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/live"
)

// Menu is a sticky view of the layout: the list of pages, and a search.
type Menu struct {
	Pages   []pages.Page
	Current string // the name of the page that is shown. Empty means the home page
	Query   string
}

// Search is the event of the search field.
type Search struct{ Q string }

// Arrived is the event of the hook: the browser shows the page at Path.
type Arrived struct{ Path string }

func (m *Menu) Events() live.Events { return live.Events{live.On(m.search), live.On(m.arrived)} }

func (m *Menu) arrived(_ *live.Socket, e Arrived) error {
	m.Current = strings.TrimPrefix(e.Path, "/")
	return nil
}

// page returns the page that is shown, or nil for the home page.
func (m *Menu) page() *pages.Page {
	for i := range m.Pages {
		if m.Pages[i].Name == m.Current {
			return &m.Pages[i]
		}
	}
	return nil
}

func (m *Menu) search(_ *live.Socket, e Search) error {
	m.Query = e.Q
	return nil
}

// found describes the result of a search.
func found(query string, groups []group) string {
	switch n := countPages(groups); {
	case query == "":
		return ""
	case n == 0:
		return "No page matches."
	case n == 1:
		return "1 page matches."
	default:
		return fmt.Sprintf("%d pages match.", n)
	}
}
