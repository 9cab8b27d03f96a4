// Package recovery is a page that keeps what the user has entered when its view is mounted again.
package recovery

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Message and Address hold the fields of two forms.
type (
	Message struct {
		Subject string
		Text    string
		Secret  string `live:",secret"` // never rendered
	}
	Address struct{ Parts []Part }
	Part    struct{ Text string }
)

// Validate requires a subject.
func (m Message) Validate() error {
	if m.Subject == "" {
		return live.Errors{"subject": "Enter a subject."}
	}
	return nil
}

// Desk is the view.
type Desk struct {
	Message live.Form[Message]
	Address live.Form[Address]
	Filter  string
	Draft   string // is not recovered
	Sent    string
}

// Filter and Draft are events of single fields, and Recovered is that of the filter in a new view.
type (
	Filter    struct{ Filter string }
	Draft     struct{ Draft string }
	Recovered struct{ Filter string }
	Crash     struct{}
)

// Events lists the handlers.
func (v *Desk) Events() live.Events {
	return live.Events{
		live.OnForm(&v.Message, v.send), live.OnForm(&v.Address, v.saveAddress),
		live.On(v.setFilter), live.On(v.setDraft), live.On(v.recover), live.On(v.crash),
	}
}

func (v *Desk) send(_ *live.Socket, m Message) error {
	v.Sent = fmt.Sprintf("Sent %q with a secret of %d characters.", m.Subject, len(m.Secret))
	v.Message.Reset()
	return nil
}

func (v *Desk) saveAddress(*live.Socket, Address) error {
	v.Address.MarkClean()
	return nil
}

func (v *Desk) setFilter(_ *live.Socket, e Filter) error {
	v.Filter = e.Filter
	return nil
}

func (v *Desk) setDraft(_ *live.Socket, e Draft) error {
	v.Draft = e.Draft
	return nil
}

// recover is called in place of setFilter for what an earlier view had.
func (v *Desk) recover(_ *live.Socket, e Recovered) error {
	v.Filter = e.Filter + " (recovered)"
	return nil
}

// crash ends the view, and the browser mounts another one.
func (v *Desk) crash(*live.Socket, Crash) error { panic("the user has clicked Crash") }
