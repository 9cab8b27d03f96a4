package live

import (
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
	checkArgs(args string) error // says whether a binding's own arguments would
}

// check panics at two bindings of one name: the second would never be called.
func (es Events) checkDuplicates(view reflect.Type) {
	seen := map[string]bool{}
	for _, h := range es {
		if seen[h.name] {
			what := fmt.Sprintf("event %q", h.name)
			if h.name == "" {
				what = "OnParams"
			}
			panic(fmt.Sprintf("live: %s stands twice in Events of %q", what, view))
		}
		seen[h.name] = true
	}
}

// find returns the binding of an event.
func (es Events) find(name string) (EventHandler, bool) {
	for _, h := range es {
		if h.name == name {
			return h, true
		}
	}
	return EventHandler{}, false
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
		return argumentError{err}
	}
	return fn(s, v)
}

func (onEvent[T]) checkArgs(args string) error {
	var v T
	return codec.Decode(args, &v)
}
