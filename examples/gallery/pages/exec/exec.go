// Package exec is a page whose handlers run client commands.
package exec

import (
	"strings"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Guests is the view: a list that grows.
type Guests struct {
	Names []string
	Form  live.Form[Guest]
}

// Guest is the form.
type Guest struct{ Name string }

// Events lists the handlers.
func (v *Guests) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.add)}
}

// add shows what the user has to correct, or what has changed. The commands run in the browser when it has
// the HTML of the handler.
func (v *Guests) add(s *live.Socket, g Guest) error {
	name := strings.TrimSpace(g.Name)
	if name == "" {
		s.Exec(dom.Transition("#name", dom.Animation{During: "exec-shake"}), dom.Focus("#name"))
		return nil
	}
	v.Names = append(v.Names, name)
	v.Form.Reset()
	appear := dom.Animation{During: "exec-new", Time: time.Second}
	s.Exec(dom.Transition("#guests li:last-child", appear), dom.SetAttr("#name", "placeholder", "Another one?"), dom.Focus("#name"))
	return nil
}
