package pubsub

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
)

// Topic is a name on a bus under which values of type T are published. It is a small value: copy it, compare it, make
// it anew wherever it is needed. The zero Topic cannot be used; it panics.
type Topic[T any] struct {
	bus  Bus
	name string
}

// Delivery is what a subscriber hears.
type Delivery[T any] struct {
	// Value was published. All subscribers of this process share it: read it only. Nil when there is nothing to tell
	// but Lost.
	Value *T

	// Lost says that something before Value was lost: reload what you derived from the topic.
	Lost bool
}

// NewTopic returns the topic called name on bus b. It panics if b is nil or cannot be compared with ==, and if name is
// empty.
func NewTopic[T any](b Bus, name string) Topic[T] {
	switch {
	case b == nil:
		panic(fmt.Sprintf("pubsub: NewTopic with a nil bus in %q", name))
	case !reflect.TypeOf(b).Comparable():
		panic(fmt.Sprintf("pubsub: NewTopic with a bus that cannot be compared in %q: pass a pointer, not %T", name, b))
	case name == "":
		panic(fmt.Sprintf("pubsub: NewTopic with an empty name in %q", reflect.TypeFor[Topic[T]]()))
	}
	return Topic[T]{b, name}
}

// Name is what NewTopic was given.
func (t Topic[T]) Name() string { return t.name }

// Publish sends v, as JSON, to the subscribers of the topic. What JSON leaves out of a T (unexported fields, say) does
// not arrive, on a bus within the process either.
func (t Topic[T]) Publish(ctx context.Context, v T) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("publish to %q: %w", t.name, err)
	}
	return t.must().Publish(ctx, t.name, data)
}

// Subscribe calls fn with what is published after Subscribe has returned, until cancel is called. ctx bounds the call
// alone. A message that is no T is logged and arrives as Lost.
//
// All subscribers of a topic share one subscription of the bus, and a message is decoded once for them. So fn is called
// by one goroutine at a time, in the same order for all; it must not block, or the others wait. Once cancel has
// returned no further call of fn begins; fn may itself call cancel.
func (t Topic[T]) Subscribe(ctx context.Context, fn func(Delivery[T])) (cancel func(), err error) {
	return subscribe(ctx, registryOf(t.must()), t, fn)
}

func (t Topic[T]) on(b Bus) bool { return t.bus == b }

func (t Topic[T]) must() Bus {
	if t.bus == nil {
		panic(fmt.Sprintf("pubsub: a zero %s is used: make it with NewTopic", reflect.TypeFor[Topic[T]]()))
	}
	return t.bus
}
