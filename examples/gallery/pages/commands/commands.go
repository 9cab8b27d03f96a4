// Package commands is a page with client commands, which need no round trip: they also work while the
// connection is lost.
package commands

import (
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Commands is the view. What the commands change is not in it.
type Commands struct{ Copies int }

// Copied is sent after the commands of its button.
type Copied struct{}

// Events lists the handlers.
func (v *Commands) Events() live.Events {
	return live.Events{live.On(v.copied)}
}

func (v *Commands) copied(*live.Socket, Copied) error {
	v.Copies++
	return nil
}

// The classes are those of commands.css.
var (
	fade  = dom.Animation{During: "commands-fade", From: "commands-out", To: "commands-in"}
	shake = dom.Animation{During: "commands-shake"}

	// A list of steps runs in sequence.
	toggleDetails = []dom.Command{
		dom.Toggle("#details", fade),
		dom.ToggleAttr(dom.Self, "aria-expanded", "true", "false"),
	}
	openEditor  = []dom.Command{dom.PushFocus(dom.Self), dom.Show("#editor", fade), dom.Focus("#name")}
	closeEditor = []dom.Command{dom.Hide("#editor"), dom.PopFocus()}
	highlight   = []dom.Command{dom.ToggleClass("#address", "commands-mark"), dom.ToggleAttr(dom.Self, "aria-pressed", "true", "false")}
)
