package views

import (
	"errors"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Panels is a page with a [Panel], another one in a nested view, and a third one in a sticky view of Layout. The
// page and the nested view change every 50 ms.
type Panels struct {
	Journal *Journal
	Query   PageParams
	Panel   Panel
}

// Panel is a menu that opens with commands, and an event. Its elements have IDs that begin with its name.
type Panel struct {
	Journal *Journal
	Name    string
	Ticking bool
	Ticks   int
	Opened  int
	Liked   bool
}

// The events of Panel.
type (
	Open  struct{} // follows commands
	Shade struct{} // runs commands
	Fall  struct{} // panics
	Like  struct{} // follows optimistic commands
	Doubt struct{} // is refused after optimistic commands
)

func (v *Panels) Mount(s *live.Socket) error {
	v.Panel = Panel{Journal: v.Journal, Name: "page", Ticking: true}
	return v.Panel.Mount(s)
}

func (v *Panels) Events() live.Events {
	return append(v.Panel.Events(), live.OnParams(func(_ *live.Socket, q PageParams) error { v.Query = q; return nil }))
}

func (v *Panels) nested(name string) live.View {
	return &Panel{Journal: v.Journal, Name: name, Ticking: true}
}

// Layout is the layout of the page.
func (v *Panels) Layout(d live.Document) templ.Component {
	sticky := live.Sticky("panel", func() live.View { return &Panel{Journal: v.Journal, Name: "sticky"} }, live.RootElement("aside"))
	return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>Panels</title>`), d.Head, templ.Raw(`</head><body>`),
		d.Root, sticky, templ.Raw(`</body></html>`))
}

func (v *Panel) Mount(s *live.Socket) error {
	v.Journal.Add("mount %s", v.Name)
	if v.Ticking {
		live.Every(s, 50*time.Millisecond, func(*live.Socket, time.Time) error { v.Ticks++; return nil })
	}
	return nil
}

func (v *Panel) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, Open) error { v.Opened++; v.Journal.Add("open %s", v.Name); return nil }),
		live.On(func(s *live.Socket, _ Shade) error {
			s.Exec(dom.AddClass(dom.Self, "shaded"), dom.AddClass(dom.Inner("b"), "bold"))
			return nil
		}),
		live.On(func(*live.Socket, Like) error { v.Liked = !v.Liked; v.Journal.Add("like %s", v.Name); return nil }),
		live.On(func(*live.Socket, Doubt) error { v.Journal.Add("doubt %s", v.Name); return errors.New("refused") }),
		live.On(func(*live.Socket, Fall) error { panic(v.Name + " panics") }),
	}
}

func (v *Panel) id(part string) string { return v.Name + "-" + part }

func (v *Panel) target(part string) dom.Target { return dom.ID(v.id(part)) }
