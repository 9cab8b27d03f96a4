package views

import (
	"errors"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// A NoteData is the value of a form with rows.
type NoteData struct {
	Text string
	Tags []NoteTag
}

// A NoteTag is a row of a NoteData.
type NoteTag struct{ Name string }

// Validate rejects empty notes.
func (n NoteData) Validate() error {
	if n.Text == "" {
		return live.Errors{"text": "is empty"}
	}
	return nil
}

// Notes is a page whose form is in the content of a portal, which is shown in the layout. Its form is hidden as soon
// as it is submitted, and marked when it is changed.
type Notes struct {
	Form  live.Form[NoteData]
	Saved []NoteData
}

// Dismiss is the event of a button without a form.
type Dismiss struct{ Note string }

// Layout is the layout of the page.
func (v *Notes) Layout(d live.Document) templ.Component {
	return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>Notes</title>`), d.Head,
		templ.Raw(`</head><body><aside id="desk"></aside>`), d.Root, templ.Raw(`</body></html>`))
}

// Mount sets the id of the form.
func (v *Notes) Mount(*live.Socket) error {
	v.Form.ID = "editor"
	return nil
}

// Events returns the events of the page.
func (v *Notes) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.save), live.On(v.dismiss)}
}

func (v *Notes) save(s *live.Socket, n NoteData) error {
	switch n.Text {
	case "taken":
		return live.Errors{"text": "is taken"}
	case "broken":
		return errors.New("the store is broken")
	}
	v.Saved = append(v.Saved, n)
	v.Form.Reset()
	s.Exec(dom.RemoveClass("#editor", "changed"))
	return nil
}

func (v *Notes) dismiss(_ *live.Socket, e Dismiss) error {
	if e.Note == "" {
		return live.Errors{"note": "select a note"}
	}
	return nil
}

// Tally is a nested view that counts clicks.
type Tally struct{ N int }

// CountUp is the event of Tally.
type CountUp struct{}

// Events returns the events of the view.
func (v *Tally) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, CountUp) error { v.N++; return nil })}
}
