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

// An eventType is what a type of events is called in the browser and how its values are written.
type eventType struct {
	name        string
	plan        *codec.Plan
	formChecked atomic.Bool // checked to be fit for a Form
}

var eventTypes struct {
	byType sync.Map // reflect.Type → *eventType
	mu     sync.Mutex
	byName map[string]reflect.Type
}

// eventTypeFor is the eventType of T, for tables of handlers. A type that cannot be told from others by its name panics.
func eventTypeFor[T any]() *eventType {
	t := reflect.TypeFor[T]()
	if e, ok := eventTypes.byType.Load(t); ok {
		return e.(*eventType)
	}
	// Only the name of a generic instance shows that its argument is local to a function.
	if name := reflect.TypeFor[genericProbe[T]]().Name(); !hasEventName(t) && strings.Contains(name, "·") {
		panic(fmt.Sprintf("live: event type %q is local to a function: declare it in its package", qualifiedName(t)))
	}
	return eventTypeOf(t)
}

type genericProbe[T any] struct{}

// eventTypeOf is eventTypeFor of a type known at run time only.
func eventTypeOf(t reflect.Type) *eventType {
	if e, ok := eventTypes.byType.Load(t); ok {
		return e.(*eventType)
	}
	if t == nil || t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: event type %q is no struct", fmt.Sprint(t)))
	}
	e := &eventType{name: eventName(t), plan: codec.For(t)}
	eventTypes.mu.Lock()
	defer eventTypes.mu.Unlock()
	if other, ok := eventTypes.byName[e.name]; ok && other != t {
		panic(fmt.Sprintf("live: event name %q of %s is that of %s, too: give one of them EventName() string", e.name, qualifiedName(t), qualifiedName(other)))
	}
	if eventTypes.byName == nil {
		eventTypes.byName = map[string]reflect.Type{}
	}
	eventTypes.byName[e.name] = t
	eventTypes.byType.Store(t, e)
	return e
}

func eventName(t reflect.Type) string {
	if n, ok := reflect.New(t).Interface().(eventNamer); ok {
		name := n.EventName()
		if name == "" || strings.ContainsFunc(name, isInvalidNameRune) {
			panic(fmt.Sprintf("live: event name %q of %s: use letters, digits, . _ and -", name, qualifiedName(t)))
		}
		return name
	}
	if t.Name() == "" {
		panic(fmt.Sprintf("live: event type %q has no name: declare it, or give it EventName() string", qualifiedName(t)))
	}
	if strings.Contains(t.Name(), "[") {
		panic(fmt.Sprintf("live: event type %q is a generic instance: give it EventName() string", qualifiedName(t)))
	}
	return t.String()
}

// eventNamer is an event type with a name of its own, the same for all its values.
type eventNamer interface{ EventName() string }

func hasEventName(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[eventNamer]())
}

func isInvalidNameRune(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r)
}

// typeName is the name of t with the whole path of its package.
func qualifiedName(t reflect.Type) string {
	if t.Name() == "" {
		return t.String()
	}
	return t.PkgPath() + "." + t.Name()
}
