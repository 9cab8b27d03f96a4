package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/nearest"
	"github.com/lively-go/lively/internal/wire"
)

// addedArguments are the arguments that the client adds to the events of some bindings. A type that does
// not need them has no such fields.
var addedArguments = []string{"alt", "ctrl", "edge", "key", "meta", "overran", "shift", "value"}

// unknownFields describes the arguments of an event that its type lacks: unknown holds the names that
// were sent and not found. In the data of a form, which may have controls for other purposes, only a name
// that resembles that of a field which was not sent is a mistake.
func (t *eventType) unknownFields(e wire.Event, unknown []string) (problems []string) {
	if len(unknown) == 0 {
		return nil
	}
	args := codec.QueryNames(query(e.URL))
	var data []string
	if e.Form != nil {
		for name := range e.Form.Data.All() {
			data = append(data, name)
		}
		data = append(data, e.Form.Unchecked...)
	}
	for _, name := range unknown {
		switch {
		case slices.Contains(args, name):
			if !slices.Contains(addedArguments, name) {
				problems = append(problems, t.unknownField(name))
			}
		case isMisspelled(name, t.plan, data):
			problems = append(problems, t.unknownField(name))
		}
	}
	return problems
}

// unknownField returns the text for a field that t does not have.
func (t *eventType) unknownField(name string) string {
	names := t.plan.Names()
	has := "it has no fields"
	if len(names) > 0 {
		has = "its fields are " + strings.Join(names, ", ")
	}
	return fmt.Sprintf("event %s has no field %q%s; %s", t.name, shorten(name), nearest.Suggestion(name, names), has)
}

// isMisspelled reports whether name, a control of a form, resembles a field of plan for which the form has
// no control.
func isMisspelled(name string, plan *codec.Plan, sent []string) bool {
	near := nearest.Name(name, plan.Names())
	return near != "" && !slices.Contains(sent, near)
}

// reportUnknown reports the arguments of e that t lacks. They are ignored, in production as well: a page
// that was rendered by an earlier version of the program may send them.
func (s *Socket) reportUnknown(t *eventType, e wire.Event, unknown []string) {
	if e.Form != nil && !s.inst.prog.isChecked() {
		return // the search takes time for each form with other controls
	}
	for _, text := range t.unknownFields(e, unknown) {
		s.inst.prog.report(problem{Kind: problemEvent, Text: text + ". It is ignored"})
	}
}

// isChecked reports whether the page shows mistakes of the application to its developer: in development
// and in tests.
func (p *program) isChecked() bool { return p.srv.Dev || p.hooks != nil }

// refused returns the reason of an event that was refused, for the browser. The details are for
// developers only.
func (p *program) refused(reason string, details func() string) string {
	if !p.isChecked() {
		return reason
	}
	return reason + ": " + details()
}

// unknownEvent returns the text for an event that no view handles.
func (p *program) unknownEvent(name string, component uint64) string {
	names := p.newHandlerTable().Names(component)
	has := "no events are handled"
	if len(names) > 0 {
		has = "handled are " + strings.Join(names, ", ")
	}
	return fmt.Sprintf("no handler for event %q%s; add it to Events of %s. There %s", shorten(name),
		nearest.Suggestion(name, names), p.pathOf(component), has)
}

// badArguments returns the text for arguments that do not decode.
func (p *program) badArguments(name string, err error) string {
	text := fmt.Sprintf("event %s: %v", shorten(name), err)
	if t := eventTypeNamed(name); t != nil && len(t.plan.Names()) > 0 {
		text += "; its fields are " + strings.Join(t.plan.Names(), ", ")
	}
	return text
}

// pathOf returns the types of the page's view and of the components around a component, and itself, for
// texts: *shop.Cart, or *shop.Cart > *shop.Row "7".
func (p *program) pathOf(component uint64) string {
	inst := p.components[component]
	path := ""
	for ; inst != nil && inst.parent != nil; inst = inst.parent {
		path = fmt.Sprintf(" > %T %q", inst.view, inst.key) + path
	}
	return fmt.Sprintf("%T", p.root.view) + path
}
