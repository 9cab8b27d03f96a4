package live

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"github.com/lively-go/lively/internal/codec"
)

// An eventType is a type of events: its name in the browser and how its values are encoded.
type eventType struct {
	name        string
	plan        *codec.Plan
	formChecked atomic.Bool // formTypeFor has accepted the type
}

// eventTypes holds the event types that are in use.
var eventTypes struct {
	byType sync.Map // reflect.Type to *eventType
	mu     sync.Mutex
	byName map[string]reflect.Type
}

// eventTypeFor returns the eventType of T, for lists of handlers. It panics if the type cannot be
// identified by name.
func eventTypeFor[T any]() *eventType {
	t := reflect.TypeFor[T]()
	if e, ok := eventTypes.byType.Load(t); ok {
		return e.(*eventType)
	}
	// Only the name of a generic instance shows that its type argument is local to a function.
	if name := reflect.TypeFor[genericProbe[T]]().Name(); !hasEventName(t) && strings.Contains(name, "·") {
		panic(fmt.Sprintf("live: event type %s is local to a function; declare it at package level", qualifiedName(t)))
	}
	return eventTypeOf(t)
}

// A genericProbe has a name that shows whether T is local to a function.
type genericProbe[T any] struct{}

// eventTypeOf is like eventTypeFor, for a type that is known only at run time.
func eventTypeOf(t reflect.Type) *eventType {
	if e, ok := eventTypes.byType.Load(t); ok {
		return e.(*eventType)
	}
	if t == nil || t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: event type %s is not a struct", fmt.Sprint(t)))
	}
	e := &eventType{name: eventName(t), plan: codec.PlanFor(t)}
	eventTypes.mu.Lock()
	defer eventTypes.mu.Unlock()
	if other, ok := eventTypes.byName[e.name]; ok && other != t {
		panic(fmt.Sprintf("live: event types %s and %s share the name %q; implement EventName() string on one of them",
			qualifiedName(t), qualifiedName(other), e.name))
	}
	if eventTypes.byName == nil {
		eventTypes.byName = map[string]reflect.Type{}
	}
	eventTypes.byName[e.name] = t
	eventTypes.byType.Store(t, e)
	return e
}

// eventTypeNamed returns the event type with this name, or nil if there is none.
func eventTypeNamed(name string) *eventType {
	eventTypes.mu.Lock()
	t, ok := eventTypes.byName[name]
	eventTypes.mu.Unlock()
	if !ok {
		return nil
	}
	e, _ := eventTypes.byType.Load(t)
	return e.(*eventType)
}

// eventName returns the name of the events of type t.
func eventName(t reflect.Type) string {
	if n, ok := reflect.New(t).Interface().(eventNamer); ok {
		name := n.EventName()
		if name == "" || strings.ContainsFunc(name, isInvalidNameRune) {
			panic(fmt.Sprintf("live: invalid event name %q of %s; use letters, digits, . _ and -", name, qualifiedName(t)))
		}
		return name
	}
	if t.Name() == "" {
		panic(fmt.Sprintf("live: event type %s is unnamed; declare a type or implement EventName() string", qualifiedName(t)))
	}
	if strings.Contains(t.Name(), "[") {
		panic(fmt.Sprintf("live: event type %s is a generic instance; implement EventName() string", qualifiedName(t)))
	}
	return t.String()
}

// eventNamer is implemented by event types that choose their own name. EventName must return the
// same name for all values of a type.
type eventNamer interface{ EventName() string }

// hasEventName reports whether t implements eventNamer.
func hasEventName(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[eventNamer]())
}

// isInvalidNameRune reports whether r may not be part of a name.
func isInvalidNameRune(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r)
}

// qualifiedName returns the name of t with the import path of its package.
func qualifiedName(t reflect.Type) string {
	if t.Name() == "" {
		return t.String()
	}
	return t.PkgPath() + "." + t.Name()
}
