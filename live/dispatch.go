package live

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// Event implements session.Program: the innermost enclosing component that lists the event handles it.
func (p *program) Event(ref int, e wire.Event) (outcome, why string) {
	p.ref = ref
	defer func() { p.ref = 0 }()
	sc := p.root
	if e.Component != 0 {
		sc = p.scopes[e.Component]
	}
	if e.Epoch != firstEpoch || sc == nil {
		return wire.Stale, ErrGone.Error()
	}
	name, _, _ := strings.Cut(e.URL, "?")
	if e.Params {
		return p.moved(e)
	}
	for ; sc != nil; sc = sc.parent {
		if b, ok := sc.listeners().find(name); ok && name != "" {
			sc.touched()
			return p.outcome(sc, name, b.handle(&sc.socket, e))
		}
	}
	p.log.Warn("live: unknown event: is it missing from Events()?", "event", fmt.Sprintf("%.100s", name), "component", e.Component)
	return wire.Refused, "unknown event"
}

func (p *program) outcome(sc *scope, name string, err error) (outcome, why string) {
	if err == nil {
		return session.Applied, ""
	}
	switch bad := (badArguments{}); {
	case errors.As(err, &bad):
		p.log.Warn("live: bad arguments", "event", name, "err", bad.error)
		return wire.Refused, "bad arguments"
	case isErrors(err):
		sc.socket.Flash(FlashError, err.Error())
		return session.Applied, ""
	case errors.Is(err, ErrGone):
		return wire.Stale, ErrGone.Error()
	default:
		sc.socket.failed(name, err)
		return wire.Refused, "error"
	}
}

// badArguments is an event that no honest page of ours sends.
type badArguments struct{ error }

func (b badArguments) Unwrap() error { return b.error }

// isErrors says whether an error was meant for the person.
func isErrors(err error) bool {
	_, ok := errors.AsType[Errors](err)
	return ok
}
