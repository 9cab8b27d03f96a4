package views

import (
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Cards is a page with a [Card] in a portal, in a dialog, in a nested view and in a sticky view of Layout. All
// change every 50 ms.
type Cards struct {
	Journal        *Journal
	Query          PageParams
	Portal, Dialog *Card
}

// Card is a button with a list of all commands that change the document, and two events. Its elements have IDs that
// begin with its name.
type Card struct {
	Journal *Journal
	Name    string
	Ticks   int
	Presses int
}

// The events of Card.
type (
	PressCard struct{}
	BreakCard struct{} // panics
)

// Mount creates the components.
func (v *Cards) Mount(*live.Socket) error {
	v.Journal.Add("mount page")
	v.Portal = &Card{Journal: v.Journal, Name: "portal"}
	v.Dialog = &Card{Journal: v.Journal, Name: "dialog"}
	return nil
}

// Events returns the events of the page.
func (v *Cards) Events() live.Events {
	return live.Events{live.OnParams(func(_ *live.Socket, q PageParams) error { v.Query = q; return nil })}
}

func (v *Cards) nested(name string) live.View { return &Card{Journal: v.Journal, Name: name} }

// Layout is the layout of the page.
func (v *Cards) Layout(d live.Document) templ.Component {
	sticky := live.Sticky("card", func() live.View { return v.nested("sticky") }, live.RootElement("aside"))
	return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>Cards</title>`), d.Head,
		templ.Raw(`</head><body><main id="desk"></main>`), d.Root, sticky, templ.Raw(`</body></html>`))
}

// Mount starts the ticker.
func (c *Card) Mount(s *live.Socket) error {
	c.Journal.Add("mount %s", c.Name)
	live.Every(s, 50*time.Millisecond, func(*live.Socket, time.Time) error { c.Ticks++; return nil })
	return nil
}

// Events returns the events of the card.
func (c *Card) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, PressCard) error { c.Presses++; return nil }),
		live.On(func(*live.Socket, BreakCard) error { panic(c.Name + " panics") }),
	}
}

func (c *Card) id(part string) string { return c.Name + "-" + part }

func (c *Card) target(part string) dom.Target { return dom.ID(c.id(part)) }

// all returns the steps of the button.
func (c *Card) all() []any {
	box := c.target("box")
	return []any{
		dom.PushFocus(dom.Self), dom.Show(c.target("shown")), dom.Hide(c.target("hid")), dom.Toggle(c.target("turned")),
		dom.Transition(dom.Self, dom.Animation{During: "moving", Time: time.Millisecond}),
		dom.AddClass(dom.Inner("i"), "inner"), dom.AddClass(dom.Closest("section"), "around"),
		dom.AddClass(box, "added"), dom.RemoveClass(box, "removed"), dom.ToggleClass(box, "turned"),
		dom.SetAttr(box, "title", "set"), dom.RemoveAttr(box, "lang"), dom.ToggleAttr(box, "aria-busy", "true", "false"),
		dom.IgnoreAttrs(box, "data-*"), dom.Focus(c.target("field")), dom.FocusFirst(c.target("fields")), dom.PopFocus(),
		dom.Dispatch(box, "card", c.Name), dom.Exec(box, "more"), dom.CopyText(c.Name), dom.ScrollIntoView(dom.Self, dom.Nearest), PressCard{},
	}
}
