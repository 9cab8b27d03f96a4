// Package clipboard is a page with a button whose hook copies a text.
package clipboard

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Invite is the view: a link that a user sends to others.
type Invite struct {
	Number int // of the link, from 1
	Status string
}

// Copied is pushed by the hook when the text is in the clipboard, or could not be copied.
type Copied struct{ OK bool }

// Renew is the event of the other button.
type Renew struct{}

// Events lists the handlers.
func (v *Invite) Events() live.Events {
	return live.Events{live.On(v.copied), live.On(v.renew)}
}

func (v *Invite) copied(_ *live.Socket, e Copied) error {
	v.Status = fmt.Sprintf("Link %d is in the clipboard.", v.Number)
	if !e.OK {
		v.Status = "The browser does not allow it: press Ctrl+C to copy the selected link."
	}
	return nil
}

func (v *Invite) renew(*live.Socket, Renew) error {
	v.Number++
	v.Status = ""
	return nil
}

func (v *Invite) link() string { return fmt.Sprintf("https://example.com/join/%d", v.Number) }
