package views

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Bound is a view with an element for each binding, and with hooks. The page "page" has the nested view "nested",
// which has the nested view "deep", and Layout has the sticky view "sticky". Each changes every 50 ms, and its
// elements have IDs that begin with its name.
type Bound struct {
	Journal *Journal
	Name    string
	Life    int // how often the view was mounted before
	Ticks   int
	Rows    []string // their order changes with each tick
	Extra   bool     // an element is shown that says when it appears and disappears
	Alone   bool     // it has no nested view
}

// The events of Bound.
type (
	Bind    struct{ Kind string } // is recorded
	Entered struct{ Text string } // is recorded with the text
	Edge    struct {
		Kind    string
		Overran bool
	} // of the rows
	Ask   struct{ N int } // is answered to a hook
	Say   struct{}        // pushes the name of the view to all hooks
	Show  struct{}        // shows or hides the extra element
	Part  struct{}        // adds or removes the nested view
	Die   struct{}        // panics
	Alien struct{}        // has no handler
)

func (v *Bound) Mount(s *live.Socket) error {
	v.Life = v.Journal.Count("mount " + v.Name)
	v.Journal.Add("mount %s", v.Name)
	v.Rows = []string{"a", "b", "c"}
	live.Every(s, 50*time.Millisecond, func(*live.Socket, time.Time) error {
		v.Ticks++
		v.Rows = slices.Concat(v.Rows[1:], v.Rows[:1])
		return nil
	})
	return nil
}

func (v *Bound) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e Bind) error { v.Journal.Add("%s %s", v.Name, e.Kind); return nil }),
		live.On(func(_ *live.Socket, e Entered) error { v.Journal.Add("%s typed %s", v.Name, e.Text); return nil }),
		live.On(func(_ *live.Socket, e Edge) error {
			v.Journal.Add("%s %s %v", v.Name, e.Kind, e.Overran)
			return nil
		}),
		live.On(func(s *live.Socket, e Ask) error {
			v.Journal.Add("%s ask %d", v.Name, e.N)
			return s.Reply(v.Name + " " + strconv.Itoa(e.N))
		}),
		live.On(func(s *live.Socket, _ Say) error { return s.Push("said", v.Name) }),
		live.On(func(*live.Socket, Show) error { v.Extra = !v.Extra; return nil }),
		live.On(func(*live.Socket, Part) error { v.Alone = !v.Alone; return nil }),
		live.On(func(*live.Socket, Die) error { panic(v.Name + " panics") }),
	}
}

func (v *Bound) nested(name string) live.View { return &Bound{Journal: v.Journal, Name: name} }

// Layout is the layout of the page. It has a hook of its own.
func (v *Bound) Layout(d live.Document) templ.Component {
	sticky := live.Sticky("bound", func() live.View { return &Bound{Journal: v.Journal, Name: "sticky"} }, live.RootElement("aside"))
	return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>Bound</title>`), d.Head, templ.Raw(`</head><body>`),
		v.layoutHook(), d.Root, sticky, templ.Raw(`</body></html>`))
}

func (v *Bound) id(part string) string { return v.Name + "-" + part }

func (v *Bound) target(part string) dom.Target { return dom.ID(v.id(part)) }

// key returns a key of the window that only this view uses.
func (v *Bound) key() string {
	return map[string]string{"page": "F2", "nested": "F4", "deep": "F8", "sticky": "F9"}[v.Name]
}
