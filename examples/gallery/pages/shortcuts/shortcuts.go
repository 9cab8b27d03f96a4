// Package shortcuts is a page that can be used with keys, wherever the focus is.
package shortcuts

import (
	"strings"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Mail is the view: a list of messages, one of which is selected.
type Mail struct {
	Messages []string
	Selected int
	Query    string
	Off      bool // whether the keys j, k and e do nothing
}

// The events. Move is sent by a key, and by the buttons, which name it.
type (
	Move    struct{ Key string }
	Archive struct{}
	Filter  struct{ Q string }
	Switch  struct{}
)

// New returns the view.
func New() live.View {
	return &Mail{Messages: []string{"Invoice for October", "Lunch on Friday?", "Your ticket to Oslo", "Minutes of the meeting"}}
}

// Events lists the handlers.
func (v *Mail) Events() live.Events {
	return live.Events{live.On(v.move), live.On(v.archive), live.On(v.filter), live.On(v.toggle)}
}

func (v *Mail) move(_ *live.Socket, e Move) error {
	by := 1
	if strings.EqualFold(e.Key, "k") { // with caps lock it is K
		by = -1
	}
	v.Selected = max(0, min(v.Selected+by, len(v.found())-1))
	return nil
}

func (v *Mail) archive(*live.Socket, Archive) error {
	found := v.found()
	if v.Selected >= len(found) {
		return nil
	}
	i := found[v.Selected]
	v.Messages = append(v.Messages[:i:i], v.Messages[i+1:]...)
	v.Selected = max(0, min(v.Selected, len(found)-2))
	return nil
}

func (v *Mail) filter(_ *live.Socket, e Filter) error {
	v.Query, v.Selected = e.Q, 0
	return nil
}

func (v *Mail) toggle(*live.Socket, Switch) error {
	v.Off = !v.Off
	return nil
}

// found returns the indexes of the messages that the view shows.
func (v *Mail) found() (all []int) {
	for i, m := range v.Messages {
		if strings.Contains(strings.ToLower(m), strings.ToLower(v.Query)) {
			all = append(all, i)
		}
	}
	return all
}

// status announces to users of a screen reader what a key has done.
func (v *Mail) status() string {
	if found := v.found(); v.Selected < len(found) {
		return "Selected: " + v.Messages[found[v.Selected]]
	}
	return "No message is selected."
}

// key returns the attribute of a button for a key of one letter. Users of speech input need to turn those off.
func (v *Mail) key(event any, key string) live.Attr {
	if v.Off {
		return live.Attr{}
	}
	return live.WindowKeydown(event).Key(key)
}

// toggleHelp needs no round trip.
var toggleHelp = []dom.Command{dom.Toggle("#help"), dom.ToggleAttr(dom.Self, "aria-expanded", "true", "false")}
