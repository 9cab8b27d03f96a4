package pubsub

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub/internal/hook"
)

func init() {
	hook.Deliver = (*Local).deliver
	hook.Forget = forget
}

// A hubRegistry holds the hubs of a bus, one for each topic with subscribers. A Local has its own,
// which is garbage collected with it.
type hubRegistry struct {
	mu      sync.Mutex
	byTopic map[any]any // Topic[T] → *hub[T]
}

// defaultRegistry holds the hubs of buses that do not embed a Local, each until its last subscriber
// leaves.
var defaultRegistry hubRegistry

func registryOf(b Bus) *hubRegistry {
	if own, ok := b.(interface{ registry() *hubRegistry }); ok {
		return own.registry()
	}
	return &defaultRegistry
}

// forget implements driver.Forget.
func forget(b Bus) {
	defaultRegistry.mu.Lock()
	defer defaultRegistry.mu.Unlock()
	maps.DeleteFunc(defaultRegistry.byTopic, func(topic, _ any) bool { return topic.(interface{ usesBus(Bus) bool }).usesBus(b) })
}

// clear discards all hubs of a closed bus, so that a later Topic.Subscribe gets the error of the
// bus.
func (r *hubRegistry) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byTopic = nil
}

// A hub is the one bus subscription of a topic, shared by its subscribers.
type hub[T any] struct {
	topic    Topic[T]
	registry *hubRegistry
	done     chan struct{} // closed when Bus.Subscribe has returned
	cancel   func()        // cancels the bus subscription; nil until Bus.Subscribe has returned. Guarded by registry.mu

	mu      sync.Mutex
	subs    []*subscriber[T]
	current []*subscriber[T] // receivers of the message being delivered; used only by deliver
}

type subscriber[T any] struct {
	fn        func(Delivery[T])
	index     int // in hub.subs
	cancelled atomic.Bool
}

func subscribe[T any](ctx context.Context, r *hubRegistry, t Topic[T], fn func(Delivery[T])) (func(), error) {
	for {
		r.mu.Lock()
		h, _ := r.byTopic[t].(*hub[T])
		switch {
		case h == nil:
			h = &hub[T]{topic: t, registry: r, done: make(chan struct{})}
			if r.byTopic == nil {
				r.byTopic = map[any]any{}
			}
			r.byTopic[t] = h
			r.mu.Unlock()
			return h.connect(ctx, fn)
		case h.cancel != nil:
			defer r.mu.Unlock()
			return h.add(fn), nil
		}
		r.mu.Unlock()
		select {
		case <-h.done: // try again: if that Subscribe failed, this call subscribes
		case <-ctx.Done():
			return nil, fmt.Errorf("pubsub: subscribe to %q: %w", t.name, ctx.Err())
		}
	}
}

// connect subscribes to the bus for the first subscriber. The subscriber is added afterwards,
// because its function might wait for its own Subscribe to return.
func (h *hub[T]) connect(ctx context.Context, fn func(Delivery[T])) (leave func(), err error) {
	var cancel func()
	defer func() {
		h.registry.mu.Lock()
		defer h.registry.mu.Unlock()
		defer close(h.done)
		if cancel == nil { // Bus.Subscribe failed or panicked
			h.removeFromRegistryLocked()
			return
		}
		h.cancel, leave = cancel, h.add(fn)
	}()
	cancel, err = h.topic.bus.Subscribe(ctx, h.topic.name, h.deliver)
	return nil, err
}

// removeFromRegistryLocked requires that registry.mu is held.
func (h *hub[T]) removeFromRegistryLocked() {
	if h.registry.byTopic[h.topic] == any(h) {
		delete(h.registry.byTopic, h.topic)
	}
}

func (h *hub[T]) add(fn func(Delivery[T])) (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &subscriber[T]{fn: fn, index: len(h.subs)}
	h.subs = append(h.subs, s)
	return func() {
		if !s.cancelled.Swap(true) {
			h.remove(s)
		}
	}
}

// remove also cancels the bus subscription if s was the last subscriber.
func (h *hub[T]) remove(s *subscriber[T]) {
	h.registry.mu.Lock()
	h.mu.Lock()
	last := len(h.subs) - 1
	moved := h.subs[last]
	h.subs[s.index], moved.index = moved, s.index
	h.subs[last] = nil
	h.subs = h.subs[:last]
	h.mu.Unlock()
	if last == 0 {
		h.removeFromRegistryLocked()
	}
	h.registry.mu.Unlock()
	if last == 0 {
		h.cancel()
	}
}

// deliver is called by the bus, one message at a time. If UnmarshalJSON of T panics or calls
// runtime.Goexit, the subscribers receive Lost, as if it had returned an error.
func (h *hub[T]) deliver(m Message) {
	h.mu.Lock()
	h.current = append(h.current[:0], h.subs...)
	h.mu.Unlock()
	if len(h.current) == 0 {
		return
	}
	decoded := false
	defer func() {
		if !decoded {
			logFailure("decoding a message", m.Topic, recover())
			h.callFrom(0, m.Topic, Delivery[T]{Lost: true})
		}
		clear(h.current)
	}()
	d := h.decode(m)
	decoded = true
	h.callFrom(0, m.Topic, d)
}

// callFrom calls the current receivers from index n on. If one of them calls runtime.Goexit, the
// others are called by the deferred function, before the bus can deliver another message.
func (h *hub[T]) callFrom(n int, topic string, d Delivery[T]) {
	defer func() {
		if n < len(h.current) {
			h.callFrom(n, topic, d)
		}
	}()
	for n < len(h.current) {
		s := h.current[n]
		n++
		if !s.cancelled.Load() {
			callSubscriber(s.fn, d, topic)
		}
	}
}

func (h *hub[T]) decode(m Message) Delivery[T] {
	if m.Data == nil {
		return Delivery[T]{Lost: m.Lost}
	}
	v := new(T)
	if err := json.Unmarshal(m.Data, v); err != nil {
		slog.Error("pubsub: cannot decode message", "topic", m.Topic, "error", err)
		return Delivery[T]{Lost: true}
	}
	return Delivery[T]{Value: v, Lost: m.Lost}
}
