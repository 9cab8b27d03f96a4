// Package connection is a page that shows when it has no connection, and can be used meanwhile.
package connection

import (
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Page is the view.
type Page struct {
	Connections int
	Count       int
}

// Connected is sent after each join and resume.
type Connected struct{}

// Click is the event of the button, which waits while there is no connection.
type Click struct{}

// Events lists the handlers.
func (v *Page) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, Connected) error { v.Connections++; return nil }),
		live.On(func(*live.Socket, Click) error { v.Count++; return nil }),
	}
}

// The browser runs offline when the connection is lost. online undoes that.
var (
	offline = []dom.Command{dom.AddClass("#box", "connection-offline"), dom.Show("#offline"), dom.SetAttr("#pay", "disabled", "")}
	online  = []dom.Command{dom.RemoveClass("#box", "connection-offline"), dom.Hide("#offline"), dom.RemoveAttr("#pay", "disabled")}
)

// toggle dispatches live:toggle, for which connection.js listens.
var toggle = dom.Dispatch(dom.Self, "toggle", nil)
