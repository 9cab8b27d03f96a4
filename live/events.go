package live

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// Events lists what the browser may ask of a view. It is made anew for each event, so it may hold method values:
//
//	func (c *Counter) Events() live.Events { return live.Events{live.On(c.add), live.On(c.reset)} }
type Events []EventHandler

// A Binding is one entry of Events: made by On, OnForm or OnParams.
type EventHandler struct {
	name string // of the event; "" for params
	form bool
	handler
}

// A handler takes an event from the wire. It is an interface of a func type, not a func: a table of handlers is made for each event, and costs no
// closures.
type handler interface {
	handle(*Socket, wire.Event) error
	decodes(args string) error // says whether a binding's own arguments would
}

// On calls fn for events of type T. Arguments come from the browser: they are requests, not facts, and fn decides what is
// allowed now. Arguments that do not decode never reach fn.
func On[T any](fn func(*Socket, T) error) EventHandler {
	return EventHandler{name: eventTypeFor[T]().name, handler: onEvent[T](fn)}
}

type onEvent[T any] func(*Socket, T) error

func (fn onEvent[T]) handle(s *Socket, e wire.Event) error {
	args := query(e.URL)
	if e.Form != nil { // the controls' values come beside the binding's own arguments
		args += "&" + e.Form.Data
	}
	var v T
	if err := codec.Decode(args, &v); err != nil {
		return badArguments{err}
	}
	return fn(s, v)
}

// OnForm keeps form up to date while the person types, and calls save when they submit and everything is valid. Errors that
// save returns are shown in the form.
func OnForm[T any](form *Form[T], save func(*Socket, T) error) EventHandler {
	return EventHandler{name: eventTypeFor[T]().name, form: true, handler: onForm[T]{form, save}}
}

type onForm[T any] struct {
	form *Form[T]
	save func(*Socket, T) error
}

func (f onForm[T]) handle(s *Socket, e wire.Event) error {
	if e.Form == nil {
		return badArguments{errors.New("no form was sent")}
	}
	if err := f.form.decode(*e.Form); err != nil {
		return badArguments{err}
	}
	if valid, err := f.form.validate(); err != nil || !valid || !e.Form.Submit {
		return err
	}
	err := f.save(s, f.form.Value)
	if errs, ok := errors.AsType[Errors](err); ok {
		f.form.fail(errs)
		return nil
	}
	return err
}

// OnParams calls load with the query string of the page: after Mount, and each time the address changes while the view
// stays (a Patch link, Socket.Patch, Back and Forward). A value that does not decode is the field's zero value, and logged.
func OnParams[T any](load func(*Socket, T) error) EventHandler {
	return EventHandler{handler: onParams[T](load)}
}

type onParams[T any] func(*Socket, T) error

func (load onParams[T]) handle(s *Socket, e wire.Event) error {
	var v T
	for _, err := range codec.DecodeParams(query(e.URL), &v) {
		s.log().Info("live: bad query string", "err", err)
	}
	return load(s, v)
}

// badArguments is an event that no honest page of ours sends.
type badArguments struct{ error }

func (b badArguments) Unwrap() error { return b.error }

// check panics at two bindings of one name: the second would never be called.
func (all Events) check(view reflect.Type) {
	seen := map[string]bool{}
	for _, b := range all {
		if seen[b.name] {
			what := fmt.Sprintf("event %q", b.name)
			if b.name == "" {
				what = "OnParams"
			}
			panic(fmt.Sprintf("live: %s stands twice in Events of %q", what, view))
		}
		seen[b.name] = true
	}
}

// find returns the binding of an event.
func (all Events) find(name string) (EventHandler, bool) {
	for _, b := range all {
		if b.name == name {
			return b, true
		}
	}
	return EventHandler{}, false
}
