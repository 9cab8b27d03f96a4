package live

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// Event implements session.Program. The innermost enclosing component whose Events list the event
// handles it.
func (p *program) Event(ref int, e wire.Event) (outcome, reason string) {
	p.ref, p.flashes.source, p.flashes.failed, p.flashes.recent = ref, newFlashSource(e), false, 0
	p.flashes.submit = e.Form != nil && e.Form.Kind == wire.Submit
	defer func() { p.ref, p.flashes.submit = 0, false }()
	outcome, reason = p.handleEvent(e)
	if to := p.takeHandover(); to != "" && outcome == session.Applied && !p.flashes.failed && p.depart(to) {
		p.ses.AddEffect(wire.SubmitForm(e.Component, ref, to))
	}
	if len(p.flashes.errors) > 0 {
		p.endFlashErrors(outcome == session.Applied)
	}
	if outcome == session.Applied && p.flashes.failed && e.Form != nil && e.Form.Kind == wire.Submit && p.hasOptimistic() {
		return wire.Refused, wire.Invalid
	}
	return outcome, reason
}

// handleEvent handles the event with the ref p.ref.
func (p *program) handleEvent(e wire.Event) (outcome, reason string) {
	inst := p.root
	if e.Component != 0 {
		inst = p.components[e.Component]
	}
	if inst == nil {
		return wire.Stale, ErrGone.Error()
	}
	if p.isLeft() {
		return wire.Stale, "the page has navigated away"
	}
	name, _, _ := strings.Cut(e.URL, "?")
	if e.Params && !p.isPage() {
		return wire.Refused, "the URL belongs to the page"
	}
	if e.Params {
		return p.handleURLChange(e)
	}
	for ; inst != nil; inst = inst.parent {
		if h, ok := inst.events().find(name); ok && name != "" {
			inst.invalidateMemos()
			err := h.handle(&inst.socket, e)
			paramsErr := p.handleParams()
			if err == nil {
				return p.outcomeOf(p.root, "OnParams", paramsErr)
			}
			if paramsErr != nil {
				p.root.socket.reportError("OnParams", paramsErr)
			}
			return p.outcomeOf(inst, name, err)
		}
	}
	p.log.Warn("live: no handler for event; is it missing from Events?",
		"event", fmt.Sprintf("%.100s", name), "component", e.Component)
	return wire.Refused, p.refused("unknown event", func() string { return p.unknownEvent(name, e.Component) })
}

// outcomeOf returns the outcome of an event whose handler returned err, and the reason for the
// browser.
func (p *program) outcomeOf(inst *instance, name string, err error) (outcome, reason string) {
	if err == nil {
		return session.Applied, ""
	}
	switch bad := (argumentError{}); {
	case errors.As(err, &bad):
		p.log.Warn("live: bad arguments", "event", name, "err", bad.error)
		return wire.Refused, p.refused("bad arguments", func() string { return p.badArguments(name, bad.error) })
	case isUserError(err):
		p.flashError(err.Error())
		p.flashes.failed = true
		return session.Applied, ""
	case errors.Is(err, ErrGone):
		return wire.Stale, ErrGone.Error()
	default:
		inst.socket.reportError(name, err)
		return wire.Refused, wire.Failed
	}
}

// An argumentError wraps the error of an event that an unmodified client would not send.
type argumentError struct{ error }

func (e argumentError) Unwrap() error { return e.error }

// isUserError reports whether err is an Errors, which is shown to the user.
func isUserError(err error) bool {
	_, ok := errors.AsType[Errors](err)
	return ok
}
