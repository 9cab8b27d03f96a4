package live

import (
	"fmt"

	"github.com/lively-go/lively/internal/wire"
)

// A FlashKind is the kind of a flash message: FlashInfo or FlashError.
type FlashKind string

// The kinds of flash messages. The values are the suffixes of the classes live-flash-info and
// live-flash-error.
const (
	FlashInfo  FlashKind = "info"
	FlashError FlashKind = "error"
)

// Flash shows text in the page's status region, where screen readers announce it. An empty text
// clears the region. Flash panics if kind is neither FlashInfo nor FlashError.
func (s *Socket) Flash(kind FlashKind, text string) {
	if kind != FlashInfo && kind != FlashError {
		panic(fmt.Sprintf("live: Flash: unknown kind %q", kind))
	}
	s.inst.prog.ses.AddEffect(wire.Flash(string(kind), text))
}

// reportError logs err and shows a generic message to the user, or err in development.
func (s *Socket) reportError(what string, err error) {
	s.inst.prog.log.Error("live: handler failed", err, s.inst.logAttrs("in", what)...)
	text := textError
	if s.inst.prog.srv.Dev {
		text = what + ": " + err.Error()
	}
	s.Flash(FlashError, text)
}
