// Package title is a page that changes the title of its document.
package title

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Inbox is the view.
type Inbox struct{ Unread int }

// The events of the buttons.
type (
	Receive struct{}
	ReadAll struct{}
)

// Title is called after each render. Look at the tab of the browser.
func (v *Inbox) Title() string {
	if v.Unread == 0 {
		return "Inbox – Lively gallery"
	}
	return fmt.Sprintf("(%d) Inbox – Lively gallery", v.Unread)
}

// Events lists the handlers.
func (v *Inbox) Events() live.Events {
	return live.Events{live.On(v.receive), live.On(v.readAll)}
}

func (v *Inbox) receive(*live.Socket, Receive) error { v.Unread++; return nil }
func (v *Inbox) readAll(*live.Socket, ReadAll) error { v.Unread = 0; return nil }
