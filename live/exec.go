package live

import (
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live/dom"
)

// Exec runs commands in the browser, after the update that contains the changes made by the handler:
//
//	s.Exec(dom.Focus("#name"))
//
// dom.Self is the element of the component, or the root of the view. During the GET, the commands wait until the
// page has joined. They run once: a page that is mounted again does not repeat them.
func (s *Socket) Exec(commands ...dom.Command) {
	if s.misused("Socket.Exec") != nil || len(commands) == 0 {
		return
	}
	list := make([]string, len(commands))
	for i, c := range commands {
		list[i] = c.String()
	}
	s.inst.prog.ses.AddEffect(wire.Exec(s.inst.num, list...))
}
