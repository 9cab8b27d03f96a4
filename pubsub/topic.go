package pubsub

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
)

// Topic is a named channel on a bus for values of type T. It is a small comparable value that may
// be copied and created again freely. Methods of the zero Topic panic, except Name.
type Topic[T any] struct {
	bus  Bus
	name string
}

// Delivery is what a subscriber of a Topic receives.
type Delivery[T any] struct {
	// Value is the published value. It is shared by all subscribers of this process and must not be
	// modified. It is nil if the delivery only reports Lost.
	Value *T

	// Lost reports that messages before Value were lost: reload what was derived from the topic.
	Lost bool
}

// NewTopic returns the topic with the given name on bus b. It panics if b is nil or not comparable,
// or if name is empty.
func NewTopic[T any](b Bus, name string) Topic[T] {
	switch {
	case b == nil:
		panic(fmt.Sprintf("pubsub: NewTopic(%q): nil Bus", name))
	case !reflect.ValueOf(b).Comparable():
		panic(fmt.Sprintf("pubsub: NewTopic(%q): %T is not comparable; pass a pointer", name, b))
	case name == "":
		panic(fmt.Sprintf("pubsub: NewTopic: empty name of a %s", reflect.TypeFor[Topic[T]]()))
	}
	return Topic[T]{b, name}
}

// Name returns the topic's name.
func (t Topic[T]) Name() string { return t.name }

// Publish sends v, encoded as JSON, to the subscribers of the topic. They receive only what JSON
// encodes, even within the process: unexported fields, for example, are zero. Publish returns an
// error if v cannot be encoded, and the errors of Bus.Publish.
func (t Topic[T]) Publish(ctx context.Context, v T) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("pubsub: publish to %q: %w", t.name, err)
	}
	return t.mustBus().Publish(ctx, t.name, data)
}

// Subscribe calls fn with each value published after Subscribe has returned, until cancel is
// called. ctx bounds the call only, not the subscription. Messages that cannot be decoded as T are
// logged and reported as Lost. Subscribe returns the errors of Bus.Subscribe.
//
// All subscribers of a topic share one subscription of the bus, and each message is decoded once
// for all of them. Therefore fn is called by one goroutine at a time, in the same order for all,
// and must not block, because it delays the other subscribers. After cancel has returned, no call
// of fn begins; fn may call cancel.
func (t Topic[T]) Subscribe(ctx context.Context, fn func(Delivery[T])) (cancel func(), err error) {
	return subscribe(ctx, registryOf(t.mustBus()), t, fn)
}

func (t Topic[T]) usesBus(b Bus) bool { return t.bus == b }

func (t Topic[T]) mustBus() Bus {
	if t.bus == nil {
		panic(fmt.Sprintf("pubsub: use of zero %s; create it with NewTopic", reflect.TypeFor[Topic[T]]()))
	}
	return t.bus
}
