// Package dialogs is a page with a modal form, a question and a popover.
package dialogs

import (
	"strings"

	"github.com/lively-go/lively/live"
)

// Note holds the fields of the form.
type Note struct{ Text string }

// Validate reports what is wrong, by the name of the field.
func (n Note) Validate() error {
	errs := live.Errors{}
	if strings.TrimSpace(n.Text) == "" {
		errs["text"] = "Write something."
	}
	return errs.Err()
}

// Page is the view.
type Page struct {
	Form      live.Form[Note]
	Text      string // the saved note
	IsEditing bool
	HelpCount int // how often the help was opened
}

// New returns a page with a note.
func New() live.View { return &Page{Text: "Water the plants"} }

// Edit opens the dialog.
type Edit struct{}

// StopEditing is sent when the user closes the dialog.
type StopEditing struct{}

// Delete removes the note.
type Delete struct{}

// HelpToggled is sent when the user opens or closes the help.
type HelpToggled struct{ Open bool }

// Events lists the handlers.
func (v *Page) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, _ Edit) error {
			v.Form.Reset()
			v.Form.Value.Text, v.IsEditing = v.Text, true
			return nil
		}),
		live.On(func(_ *live.Socket, _ StopEditing) error { v.IsEditing = false; return nil }),
		live.On(func(_ *live.Socket, _ Delete) error { v.Text = ""; return nil }),
		live.On(func(_ *live.Socket, e HelpToggled) error {
			if e.Open {
				v.HelpCount++
			}
			return nil
		}),
		live.OnForm(&v.Form, v.save),
	}
}

func (v *Page) save(_ *live.Socket, n Note) error {
	v.Text, v.IsEditing = n.Text, false
	return nil
}
