package live

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// Events lists the event handlers of a view. They are usually created from method values. A view
// returns it from its method Events, which is called for each event:
//
//	func (c *Counter) Events() live.Events { return live.Events{live.On(c.add), live.On(c.reset)} }
//
// Mounting a view panics if two handlers have the same event type.
type Events []EventHandler

// An EventHandler is an entry of [Events], created by [On], [OnForm] or [OnParams].
type EventHandler struct {
	name string // of the event; "" for OnParams
	handler
}

// A handler handles the events of one type. On and OnParams convert functions to it, which
// allocates no closures: the list of handlers is created for each event.
type handler interface {
	handle(*Socket, wire.Event) error
	checkArgs(args string) error // returns an error if the arguments of a binding do not decode, or are unknown
}

// checkDuplicates panics if two handlers have the same event name: the second would never be
// called.
func (es Events) checkDuplicates(view reflect.Type) {
	seen := map[string]bool{}
	for _, h := range es {
		if seen[h.name] {
			what := fmt.Sprintf("event %q", h.name)
			if h.name == "" {
				what = "OnParams"
			}
			panic(fmt.Sprintf("live: duplicate %s in Events of %s", what, view))
		}
		if h.handler == nil {
			panic(fmt.Sprintf("live: Events of %s has an empty EventHandler; use On, OnForm or OnParams", view))
		}
		seen[h.name] = true
	}
}

// find returns the handler of an event. It reports false if there is none.
func (es Events) find(name string) (EventHandler, bool) {
	for _, h := range es {
		if h.name == name && h.handler != nil {
			return h, true
		}
	}
	return EventHandler{}, false
}

// On returns a handler that calls fn for events of type T, a struct.
//
// An event's name is its type's name with the package, such as "shop.Buy", or the result of its
// method EventName() string if it has one. On panics if T has no name, is declared in a function,
// is an instance of a generic type, or has the same name as another event type, unless EventName
// gives it another.
//
// The fields of T come from the browser and must not be trusted: fn must check what the user may
// do. An event whose fields do not decode is refused and logged, and fn is not called. Fields that T does
// not have are ignored and logged; in development the page shows them, and in package livetest the test
// fails. Fields that are missing are zero. If fn returns an [Errors], the user sees its text as a flash message; if it returns [ErrGone], the
// browser receives the outcome "stale". Any other error is logged, and the user sees a generic
// message.
//
// On panics if fn is nil.
func On[T any](fn func(*Socket, T) error) EventHandler {
	if fn == nil {
		panicNil("On", reflect.TypeFor[T]())
	}
	return EventHandler{name: eventTypeFor[T]().name, handler: onEvent[T](fn)}
}

// panicNil panics because a function that returns an EventHandler was called with a nil function.
func panicNil(what string, t reflect.Type) {
	panic(fmt.Sprintf("live: %s: the function for %s is nil", what, t))
}

type onEvent[T any] func(*Socket, T) error

func (fn onEvent[T]) handle(s *Socket, e wire.Event) error {
	var v T
	unknown, err := decodeEvent(e, &v)
	if err != nil {
		return argumentError{err}
	}
	if len(unknown) > 0 {
		s.reportUnknown(eventTypeFor[T](), e, unknown)
	}
	return fn(s, v)
}

// decodeEvent decodes the arguments of e into dst: those of the binding, and the values of controls. It
// also returns the names that dst does not have.
func decodeEvent(e wire.Event, dst any) (unknown []string, err error) {
	if e.Form == nil {
		return codec.DecodeArgs(query(e.URL), dst)
	}
	return codec.DecodeEvent(query(e.URL), e.Form.Data.All(), dst)
}

func (onEvent[T]) checkArgs(args string) error {
	var v T
	unknown, err := codec.DecodeArgs(args, &v)
	switch {
	case err != nil:
		return fmt.Errorf("its arguments do not decode: %w", err)
	case len(unknown) > 0:
		return errors.New(eventTypeFor[T]().unknownField(unknown[0]))
	}
	return nil
}
